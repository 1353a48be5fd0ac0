/** `npm run bench -- NAME`: runs one measurement and prints what it finds. */
const measurements: Readonly<
  Record<string, () => Promise<{ readonly run: (args: readonly string[]) => void | Promise<void> }>>
> = {
  accept: async () => import('./accept.ts'),
  adopt: async () => import('./adopt.ts'),
  'adopt-write': async () => import('./adopt-write.ts'),
  boot: async () => import('./boot.ts'),
  check: async () => import('./check.ts'),
  compile: async () => import('./compile.ts'),
  drain: async () => import('./drain.ts'),
  generate: async () => import('./generate.ts'),
  runners: async () => import('./runners.ts'),
  idle: async () => import('./idle.ts'),
  types: async () => import('./types.ts'),
  wake: async () => import('./wake.ts'),
  writer: async () => import('./writer.ts'),
}

const [name = '', ...args] = process.argv.slice(2)
const load = Object.hasOwn(measurements, name) ? measurements[name] : undefined
if (load === undefined) {
  console.error(`usage: npm run bench -- ${Object.keys(measurements).join('|')}`)
  process.exitCode = 1
} else {
  const { run } = await load()
  await run(args)
}
