/** Replaces a file in one step: whoever reads it meanwhile sees the old text or the new one. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { temporaryFor } from './temporary-file.ts'

/** Gives a file its text, and makes it and its folder where they are missing. */
export async function replaceInOneStep(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const temporary = temporaryFor(path)
  try {
    await writeFile(temporary, text, { flag: 'wx' })
    await rename(temporary, path)
  } catch (thrown) {
    await rm(temporary, { force: true })
    throw thrown
  }
}
