/** The spec that every row of the table changes in one place. Each line that a row speaks of is there once. */
export const base = `openapi: 3.1.0
info: { title: Things, version: '1' }
servers: [{ url: 'https://api.example.com/v1' }]
security: [{ key: [] }]
x-async-defaults: { jobsPath: /jobs, retention: 7d }
x-rate-limit:
  poll: { limit: 60, window: 1m }
paths:
  /things:
    post:
      operationId: makeThing
      security: [{ key: ['things:write'] }]
      x-rate-limit: { submit: { limit: 10, window: 1m }, concurrentJobs: 5 }
      x-async-operation:
        mode: async
        errors:
          - { code: bad-data, status: 422, title: Bad data }
          - { code: no-room, status: 507, title: No room, retriable: true }
        progress: { type: object, required: [rows], properties: { rows: { type: integer }, phase: { enum: [reading, writing] } } }
        retry: { maxAttempts: 5, initial: 1s }
        timeout: { attempt: 10m, total: 2h }
        poll: { initial: 1s, max: 1m }
        wait: 30s
        cancel: { grace: 10s }
        completion: see-other
        retention: 14d
        tombstone: 7d
        idempotency: { required: false, window: 48h }
        concurrency: { limit: 4, onConflict: queue }
        priority: normal
        scopes: { read: ['things:read'] }
        visibility: tenant
        maxBody: 2MB
      parameters:
        - { name: dryRun, in: query, schema: { type: boolean, default: false } }
        - { name: X-Trace, in: header, schema: { type: string } }
        - { name: tags, in: query, schema: { type: array, items: { type: string } } }
      requestBody:
        required: true
        content:
          application/json:
            schema: { $ref: '#/components/schemas/Order' }
          application/vnd.things+json:
            schema: { $ref: '#/components/schemas/Order' }
      responses:
        '201':
          description: The thing
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Thing' }
      callbacks:
        thingMade:
          '{$request.body#/callbackUrl}':
            post:
              x-webhook:
                on: [succeeded, failed, canceled]
                payload: full
                retry: [5s, 5m, 1h]
              responses: { 2XX: { description: Received } }
    get:
      operationId: listThings
      parameters:
        - { name: limit, in: query, schema: { type: integer, minimum: 1, maximum: 100 } }
      responses:
        '200':
          description: Things
          headers:
            X-Total: { required: true, schema: { type: integer } }
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Page' }
            text/csv: { schema: { type: string } }
          links:
            first: { operationId: getThing }
        '404': { description: None }
  /things/{thingId}:
    get:
      operationId: getThing
      deprecated: true
      x-sunset: '2030-01-01'
      parameters:
        - { name: thingId, in: path, required: true, schema: { type: string } }
      responses:
        '200':
          description: The thing
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Thing' }
  /copies:
    post:
      operationId: copyThing
      x-async-operation:
        result: { operation: getThing, parameters: { thingId: $result#/id } }
        schedule: { cron: '0 3 * * *' }
      responses:
        '201': { description: The copy, content: { application/json: { schema: { $ref: '#/components/schemas/Copy' } } } }
  /exports:
    post:
      operationId: exportThings
      x-async-operation: true
      responses:
        '200': { description: The file, content: { application/zip: {} } }
  /pings:
    post:
      operationId: ping
      responses: { '200': { description: Pong, content: { application/json: { schema: { type: object, additionalProperties: false, properties: { at: { type: string } } } } } } }
webhooks:
  thingEvents:
    post:
      x-webhook: { on: [succeeded, failed], payload: full }
      responses: { 2XX: { description: Received } }
  news:
    post:
      requestBody:
        content: { application/json: { schema: { type: object, required: [topic], properties: { topic: { enum: [sale, fair] }, code: { type: string, pattern: '^[A-Z]$' }, text: { type: string } } } } }
      responses: { 2XX: { description: Received } }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
    login: { type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://login.example.com/token', scopes: {} } } }
  schemas:
    Order:
      type: object
      required: [name]
      properties:
        name: { type: string, minLength: 1, maxLength: 64 }
        colour: { enum: [red, green, blue] }
        count: { type: integer, minimum: 0, maximum: 9 }
        note: { type: [string, 'null'] }
        code: { type: string, pattern: '^[a-z]+$' }
        day: { type: string, format: date }
        callbackUrl: { type: string, format: uri }
        otherUrl: { type: string, format: uri }
        part: { oneOf: [{ $ref: '#/components/schemas/Wheel' }, { $ref: '#/components/schemas/Door' }] }
        lines: { type: array, maxItems: 10, items: { type: object, required: [sku], properties: { sku: { type: string }, more: { $ref: '#/components/schemas/Order' } } } }
        options: { type: object, additionalProperties: false, properties: { fast: { type: boolean } } }
    Wheel: { type: object, required: [kind], properties: { kind: { const: wheel }, size: { type: number } } }
    Door: { type: object, required: [kind], properties: { kind: { const: door }, side: { enum: [left, right] } } }
    Thing:
      type: object
      required: [id, state]
      properties:
        id: { type: string }
        state: { enum: [new, used] }
        weight: { type: number, minimum: 0 }
        owner: { type: string }
        serial: { type: string, pattern: '^[0-9]+$' }
    Page: { type: object, required: [items], properties: { items: { type: array, items: { type: object, required: [id], properties: { id: { type: string }, size: { enum: [small, large] }, rank: { type: integer } } } }, next: { type: string } } }
    Copy: { type: object, additionalProperties: false, required: [id], properties: { id: { type: string } } }
`
