/** The address book. A row remembers which job brought it, so a batch that is run again counts the same. */
import { database } from './database.ts'

export interface Contact {
  readonly name: string
  readonly email: string
  readonly country: string
}

/** How many of the contacts are new or changed by this job; the others were there already, word for word. */
export function importContacts(owner: string, job: string, contacts: readonly Contact[]): number {
  const put = database().prepare(`
    insert into contact (owner, email, name, country, job)
    values (@owner, @email, @name, @country, @job)
    on conflict (owner, email) do update
    set name = excluded.name, country = excluded.country, job = excluded.job
    where name <> excluded.name or country <> excluded.country or job = excluded.job
  `)
  return database()
    .transaction(() => contacts.filter((contact) => put.run({ ...contact, owner, job }).changes > 0).length)
    .immediate()
}
