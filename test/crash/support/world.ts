/** One server that comes and goes, and the two processes that do not: its client and the receiver of its webhooks. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { type Installation, type Launch, launchService, type Service } from '../../demo/service.ts'
import { copySample } from './sample-copy.ts'

export interface World extends AsyncDisposable {
  readonly folder: string
  readonly database: string
  readonly ledger: string
  readonly received: string
  readonly client: ChildProcess
  /** What the client has complained about on its way out. */
  readonly complaints: () => string
  /** The address stays the same. */
  launch(): Launch
  start(): Promise<Service>
  /** Keeps the folder when the world ends. */
  keep(): void
  /** Batches of contacts as the handler's own database has them: job -> row -> how often it was written. */
  writtenRows(): ReadonlyMap<string, readonly number[]>
}

/** A world that is busy; its first server listens. Its servers may have more variables. */
export async function createWorld(
  variables: Readonly<Record<string, string>> = {},
): Promise<{ readonly world: World; readonly first: Service }> {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-crash-'))
  const project = copySample(folder)
  const [received, ledger] = [join(folder, 'received.jsonl'), join(folder, 'ledger.jsonl')]
  watchContacts(join(folder, 'stacks.db'))
  const receiver = fork(script('receiver'), [received])
  const [receiverPort] = await once(receiver, 'message')
  const usual = { COATCHECK_CONCURRENCY: '5', COATCHECK_WEBHOOKS_TIMEOUT: '2s', COATCHECK_LOG_LEVEL: 'info' }
  const environment = { ...usual, ...variables }
  const installation: Installation = { folder, project, environment }
  const first = await launchService(installation).listening
  const { port } = new URL(first.origin)
  const clientArgs = [ledger, first.origin, `http://127.0.0.1:${receiverPort}`, first.key ?? '']
  const client = fork(script('client'), clientArgs, { stdio: ['ignore', 'inherit', 'pipe', 'ipc'] })
  const complaints: string[] = []
  client.stderr?.setEncoding('utf8').on('data', (text: string) => complaints.push(text))
  await once(client, 'message')
  const servers: ChildProcess[] = []
  let kept = false
  const launch = () => {
    const launched = launchService(installation, '--port', port)
    servers.push(launched.child)
    return launched
  }
  const world: World = {
    ...{ folder, ledger, received, client, launch },
    database: join(folder, 'jobs.db'),
    complaints: () => complaints.join(''),
    start: () => launch().listening,
    keep: () => {
      kept = true
    },
    writtenRows: () => readContacts(join(folder, 'stacks.db')),
    [Symbol.asyncDispose]: async () => {
      await first.kill()
      for (const child of [client, receiver, ...servers]) child.kill('SIGKILL')
      if (!kept) rmSync(folder, { recursive: true, force: true })
    },
  }
  return { world, first }
}

const script = (name: string): string => fileURLToPath(new URL(`../children/${name}.ts`, import.meta.url))

/** The handler's own database writes down every row that it is given: triggers see what the handler does, and the handler does not know. */
function watchContacts(file: string): void {
  const stacks = new Database(file)
  stacks.pragma('journal_mode = wal')
  stacks.exec(`
    create table contact (
      owner text not null, email text not null, name text not null, country text not null, job text not null,
      primary key (owner, email)
    ) strict, without rowid;
    create table written (job text not null, email text not null) strict;
    create trigger contact_is_new after insert on contact begin insert into written values (new.job, new.email); end;
    create trigger contact_again after update on contact begin insert into written values (new.job, new.email); end;
  `)
  stacks.close()
}

function readContacts(file: string): ReadonlyMap<string, readonly number[]> {
  const stacks = new Database(file, { readonly: true })
  const rows = stacks
    .prepare<[], { job: string; times: number }>('select job, count(*) as times from written group by job, email')
    .all()
  stacks.close()
  return new Map([...Map.groupBy(rows, ({ job }) => job)].map(([job, own]) => [job, own.map(({ times }) => times)]))
}
