/** Writes a file that the user named: in one step where it is a file, and else as what it is. */
import { existsSync, lstatSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { replaceInOneStep } from '../codegen/replace-in-one-step.ts'
import { makeFolder } from '../stores/sqlite/make-folder.ts'

/** Replaces the text of a file, or makes it and its folder. A device, a pipe or a link is written to and stays what it is. */
export async function replaceFile(path: string, text: string): Promise<void> {
  if (existsSync(path) && !lstatSync(path).isFile()) return writeFileSync(path, text)
  makeFolder(dirname(path))
  try {
    await replaceInOneStep(path, text)
  } catch (error) {
    throw about(path, error)
  }
}

/** The error of the system, about the file that was asked for and not the one that would have taken its place. */
function about(path: string, error: unknown): unknown {
  if (error instanceof Error && 'path' in error && 'syscall' in error && error.syscall !== 'mkdir') error.path = path
  return error
}
