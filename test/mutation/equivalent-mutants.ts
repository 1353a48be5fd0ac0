/** Mutants that no test can tell from the code, each with the reason. Any other one that lives is a test that is missing. */

export interface EquivalentMutant {
  readonly file: string
  /** The line as it stands, without its indentation. */
  readonly line: string
  readonly replacement: string
  readonly why: string
}

export const equivalentMutants: readonly EquivalentMutant[] = [
  {
    file: 'src/jobs/state.ts',
    line: 'const missedStart = job.startedAt === undefined && job.startBy !== undefined && now >= job.startBy',
    replacement: 'true',
    why: 'Nothing is at or after undefined, so the next comparison says the same; this one is for the compiler.',
  },
  {
    file: 'src/jobs/state.ts',
    line: 'return one < other ? one : other',
    replacement: 'one <= other',
    why: 'Of two equal moments either is the earlier one.',
  },
  {
    file: 'src/work/host.ts',
    line: "return ''",
    replacement: '"Stryker was here!"',
    why: 'Only a host without /proc comes here for anything but a process that is gone, of which the text says as little.',
  },
  {
    file: 'src/work/poll-loop.ts',
    line: "wake: () => nap.abort('woken'),",
    replacement: '""',
    why: 'Any reason spares the platform from making an exception for each wake-up; nobody reads it.',
  },
  {
    file: 'src/work/every-second.ts',
    line: "const task = createTask('* * * * * *', wake, { suppressMissedWarning: true })",
    replacement: '{}',
    why: 'The option only keeps node-cron from writing to the console when a tick was missed.',
  },
  {
    file: 'src/work/every-second.ts',
    line: "const task = createTask('* * * * * *', wake, { suppressMissedWarning: true })",
    replacement: 'false',
    why: 'The same.',
  },
]
