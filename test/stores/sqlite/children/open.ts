/** A server process: opens the file it is given and prints the incarnation. */
import { writeSync } from 'node:fs'
import { systemRuntime } from '../../../../src/base/runtime.ts'
import { openDatabase } from '../../../../src/stores/sqlite/open.ts'

const database = await openDatabase(process.argv[2] ?? '', { runtime: systemRuntime(() => {}), mode: 'server' })
writeSync(1, database.incarnation)
await database.close()
