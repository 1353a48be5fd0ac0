/** A whole webhook receiver, small enough to read, that runs as it stands. */

export const receiverProgram = `import { createServer } from 'node:http'
import { Webhook } from 'standardwebhooks'

const webhook = new Webhook(process.env.WEBHOOK_SECRET) // whsec_…

const server = createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  try {
    const event = webhook.verify(Buffer.concat(chunks).toString('utf8'), request.headers)
    console.log(event.type, event.data.id, event.data.status)
    response.writeHead(204).end()
  } catch {
    response.writeHead(400).end()
  }
})

server.listen(Number(process.env.PORT ?? 9000), () => console.log('listening on', server.address().port))`
