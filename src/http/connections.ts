/**
 * The open connections of a server, and which of them are in the middle of an answer, so that closing the server ends the others at once
 * and each of these when its last byte has left.
 */
import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

interface Connections {
  /** An answer is being given on the connection, until the response is closed. */
  answering(socket: Socket, outgoing: ServerResponse): void
  /** The answers that are not closed yet, in the order of their requests. */
  unfinished(socket: Duplex): readonly ServerResponse[]
  /** Stops listening, and resolves when every connection has ended. Closing twice is fine. */
  close(): Promise<void>
}

interface Connection {
  readonly socket: Socket
  readonly answers: Set<ServerResponse>
}

/** Follows the connections of a server that is not listening yet. */
export function followConnections(server: Server): Connections {
  const open = new Map<Duplex, Connection>()
  let closed: Promise<void> | undefined
  // Node takes a connection for idle as soon as its answer is complete, sent or not, and would cut off what is still on its way.
  server.closeIdleConnections = () => {}
  server.on('connection', (socket) => {
    open.set(socket, { socket, answers: new Set() })
    socket.on('close', () => open.delete(socket))
  })
  return {
    answering: (socket, outgoing) => {
      const connection = open.get(socket)
      if (connection === undefined) return
      connection.answers.add(outgoing)
      outgoing.on('close', () => {
        connection.answers.delete(outgoing)
        if (closed !== undefined) endIfIdle(connection)
      })
    },
    unfinished: (socket) => [...(open.get(socket)?.answers ?? [])],
    close: () => {
      closed ??= new Promise((resolve) => {
        server.close(() => resolve())
        for (const connection of open.values()) endIfIdle(connection)
      })
      return closed
    },
  }
}

function endIfIdle({ socket, answers }: Connection): void {
  if (answers.size === 0) socket.destroySoon()
}
