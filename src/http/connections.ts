/**
 * The open connections of a server, and which of them are in the middle of an answer, so that closing the server ends the others at once
 * and each of these when its last byte has left.
 */
import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

interface Connections {
  /** An answer is being given on the connection, until the response is closed. */
  answering(socket: Socket, outgoing: ServerResponse): void
  /** Stops listening, and resolves when every connection has ended. Closing twice is fine. */
  close(): Promise<void>
}

/** Follows the connections of a server that is not listening yet. */
export function followConnections(server: Server): Connections {
  const answersOn = new Map<Socket, number>()
  let closed: Promise<void> | undefined
  // Node takes a connection for idle as soon as its answer is complete, sent or not, and would cut off what is still on its way.
  server.closeIdleConnections = () => {}
  server.on('connection', (socket) => {
    answersOn.set(socket, 0)
    socket.on('close', () => answersOn.delete(socket))
  })
  const endIfIdle = (socket: Socket) => {
    if (answersOn.get(socket) === 0) socket.destroySoon()
  }
  return {
    answering: (socket, outgoing) => {
      answersOn.set(socket, (answersOn.get(socket) ?? 0) + 1)
      outgoing.on('close', () => {
        if (!answersOn.has(socket)) return
        answersOn.set(socket, (answersOn.get(socket) ?? 1) - 1)
        if (closed !== undefined) endIfIdle(socket)
      })
    },
    close: () => {
      closed ??= new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of answersOn.keys()) endIfIdle(socket)
      })
      return closed
    },
  }
}
