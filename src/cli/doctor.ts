/** `coatcheck doctor`: looks at everything a deployment rests on and says what needs attention. Changes nothing. */
import type { Command } from 'commander'
import { diagnoseDatabase } from './doctor-database.ts'
import { diagnoseNode, diagnoseSpec } from './doctor-project.ts'
import type { Finding } from './finding.ts'
import { type DatabaseOptions, withDatabase } from './options.ts'
import { openProject } from './project.ts'
import type { Style, Terminal } from './terminal.ts'

export function addDoctor(program: Command, terminal: Terminal): void {
  withDatabase(program.command('doctor'))
    .description('check the installation')
    .action((options: DatabaseOptions) => doctor(options, terminal))
}

async function doctor(options: DatabaseOptions, terminal: Terminal): Promise<void> {
  const project = openProject(options.project, terminal)
  const { findings, registry } = await diagnoseSpec(project)
  const all = [diagnoseNode(), ...findings, ...(await diagnoseDatabase(options, terminal, registry))]
  const healthy = all.every(({ status }) => status !== 'problem')
  terminal.print(options.json === true ? JSON.stringify({ healthy, findings: all }, null, 2) : toText(all, terminal))
  if (!healthy) terminal.exitWith(1)
}

const styles: Readonly<Record<Finding['status'], Style>> = { ok: 'green', warning: 'yellow', problem: 'red' }

function toText(findings: readonly Finding[], terminal: Terminal): string {
  const width = Math.max(...findings.map(({ subject }) => subject.length))
  return findings
    .map(({ subject, status, message }) => {
      const mark = terminal.style(styles[status], status.padEnd('problem'.length))
      return `${mark}  ${subject.padEnd(width)}  ${message}`
    })
    .join('\n')
}
