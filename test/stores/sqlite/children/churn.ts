/** Lets the database it is given grow and shrink, and moves its log in every way there is, for as many rounds as a test needs. */
import Database from 'better-sqlite3'

const [file = ''] = process.argv.slice(2)
const database = new Database(file, { timeout: 10_000 })
database.pragma('synchronous = off')
database.pragma('wal_autocheckpoint = 0')
const insert = database.prepare('insert into secret (name, sealed) values (?, ?)')

for (let round = 0; round < 300; round += 1) {
  for (let row = 0; row < 20; row += 1) insert.run(`${round}-${row}`, 'x'.repeat(20_000))
  database.pragma(`wal_checkpoint(${['passive', 'full', 'restart', 'truncate'][round % 4]})`)
  if (round % 3 !== 0) continue
  database.exec('delete from secret')
  database.pragma('incremental_vacuum')
  if (round % 2 === 0) database.pragma('wal_checkpoint(truncate)')
}
database.close()
