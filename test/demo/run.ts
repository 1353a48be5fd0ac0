/**
 * The main job, end to end, for real: a server, a database, clients, a webhook receiver, a cancel and a SIGKILL. Prints a transcript
 * and exits with 0, or with 1 at the first claim that does not hold. `--kills N` repeats the last part N times.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, styleText } from 'node:util'
import { cancelARunningJob } from './cancel.ts'
import { ClaimFailed, claim } from './claim.ts'
import { killTheServer } from './kill.ts'
import { startNeighbour } from './neighbour.ts'
import { checkLinks, importContacts, shrinkAPicture } from './other-work.ts'
import { makeAReport } from './report.ts'
import { type Installation, startService } from './service.ts'
import { chapter, remark } from './transcript.ts'

const { values } = parseArgs({ options: { kills: { type: 'string', default: '1' } } })
const watchdogMs = 170_000 + 30_000 * Number(values.kills)
const folder = await mkdtemp(join(tmpdir(), 'coatcheck-demo-'))
setTimeout(() => end(new Error(`not done after ${watchdogMs / 1000} s`)), watchdogMs).unref()

try {
  await tell({ folder, environment: {} })
  console.log(styleText(['bold', 'green'], '\nAll of it happened.\n'))
  await rm(folder, { recursive: true })
} catch (error) {
  end(error)
}

async function tell(installation: Installation): Promise<void> {
  chapter('The service starts on a free port, with a new database')
  const neighbour = await startNeighbour()
  const service = await startService(installation)
  const key = service.key
  claim(key !== undefined, 'a new database comes with a first API key')
  const client = { base: `${service.origin}/v1`, key }
  remark(`npx coatcheck start --port 0 --db ${join(folder, 'jobs.db')} --dev-key`)
  remark(`listening on ${service.origin}`)

  await makeAReport(client, neighbour, installation)
  await importContacts(client)
  await shrinkAPicture(client)
  await checkLinks(client, neighbour)
  await cancelARunningJob(client)
  const survivor = await killTheServer(service, client, installation, Number(values.kills))

  chapter('SIGTERM: the server finishes what it is doing and leaves')
  claim((await survivor.stop()) === 0, 'it exits with 0')
  await neighbour.close()
}

function end(error: unknown): never {
  const reason =
    error instanceof ClaimFailed ? `This did not hold: ${error.message}` : String((error as Error).stack ?? error)
  console.error(styleText(['bold', 'red'], `\n${reason}\n`))
  console.error(`The database and its files are in ${folder}`)
  process.exit(1)
}
