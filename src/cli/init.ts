/** `coatcheck init`: a new project that runs. Never writes over a file, and refuses a folder that holds anything unless told that it may. */
import { relative, resolve } from 'node:path'
import type { Command } from 'commander'
import { packageName } from './init/package-name.ts'
import { planProject } from './init/plan-project.ts'
import { refuseOccupied } from './init/refuse-occupied.ts'
import { writeProject } from './init/write-project.ts'
import type { Terminal } from './terminal.ts'

interface InitOptions {
  readonly name?: string
  readonly force?: boolean
}

export function addInit(program: Command, terminal: Terminal): void {
  program
    .command('init [dir]')
    .description('make a project that runs, with one asynchronous operation')
    .option('--name <name>', 'name of its package (default: that of the folder)')
    .option('--force', 'also in a folder that is not empty; what is there stays as it is')
    .option('--debug', 'show the stack of an error')
    .action((dir: string | undefined, options: InitOptions) => init(dir ?? '.', options, terminal))
}

async function init(dir: string, { name, force = false }: InitOptions, terminal: Terminal): Promise<void> {
  const directory = resolve(terminal.workingDirectory, dir)
  const plan = planProject(packageName(directory, name))
  refuseOccupied(directory, { force })
  const { kept } = await writeProject(directory, plan)
  for (const file of kept) terminal.note(`${file} was there and stays as it is.`)
  if (kept.includes('package.json')) terminal.note(manifestSentence(plan))
  terminal.print(nextCommands(relative(terminal.workingDirectory, directory), directory))
}

/** What the project needs of a package.json that it did not get to write. */
function manifestSentence(plan: ReadonlyMap<string, string>): string {
  return `It needs what this one would have said:\n${plan.get('package.json') ?? ''}`.trimEnd()
}

function nextCommands(path: string, directory: string): string {
  const enter = path === '' ? [] : [`  cd ${/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`}`]
  return [`Made a project in ${directory}. Next:`, '', ...enter, '  npm install', '  npm start'].join('\n')
}
