import { defineConfig } from 'coatcheck'

/** The sample runs on one machine, and so do the receivers of its webhooks. */
export default defineConfig({ egress: { allowLoopback: true } })
