import { defineHandler } from '../generated/index.ts'

export default defineHandler('getLimits', () => ({ maxCharacters: 100_000 }))
