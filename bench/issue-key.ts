/** A key for a database that a server has opened before. */
import { spawnSync } from 'node:child_process'
import { bin } from './run-command.ts'

export function issueKey(project: string, database: string): string {
  const args = ['keys', 'create', '--owner', 'bench', '--json', '--project', project, '--db', database]
  const { stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8' })
  const key = /ck_[A-Za-z0-9_]+|"key":\s*"([^"]+)"/.exec(stdout)
  if (key === null) throw new Error(`no key: ${stdout}${stderr}`)
  return key[1] ?? key[0]
}
