#!/usr/bin/env node
// Starts the command line, and refuses a Node that is too old before anything of it loads. Old Nodes must be able to read this file.

const oldest = [22, 19]
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  refuse(`Node ${oldest.join('.')} or newer is needed, and this is Node ${process.versions.node}.`)
} else {
  import('../dist/cli/main.js').then(
    (cli) => cli.main(),
    (error) => refuseBuild(error),
  )
}

function refuseBuild(error) {
  const missing = error.code === 'ERR_MODULE_NOT_FOUND' && /dist[\\/]cli[\\/]main\.js/.test(error.message)
  if (!missing) throw error
  refuse(`The package is not built. Run \`npm run build\` in ${new URL('..', import.meta.url).pathname} first.`)
}

function refuse(sentence) {
  console.error(`coatcheck: ${sentence}`)
  process.exitCode = 1
}
