/** A spec in which every text that a page shows, or a command carries, tries to become something else. */

export const poison = `<script>alert("x")</script> '; touch pwned; \`touch pwned\` $(touch pwned) "; touch pwned; " \\`

const yaml = JSON.stringify(poison)

export const hostileSpec = `openapi: 3.1.0
info: { title: ${yaml}, version: ${yaml}, description: ${JSON.stringify(`${poison}\n\n<img src=x onerror=alert(1)>\n\n[click](javascript:alert(1)) ![pixel](https://evil.example/pixel.png)`)} }
tags: [{ name: ${yaml}, description: ${yaml} }]
security: [{ key: [${yaml}] }]
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key, description: ${yaml} } }
paths:
  /things/{thing}:
    post:
      operationId: makeThing
      tags: [${yaml}]
      summary: ${yaml}
      description: ${yaml}
      x-async-operation:
        errors: [{ code: too-odd, status: 422, title: ${yaml} }]
        progress: { type: object, properties: { rows: { type: string, description: ${yaml} } } }
      parameters:
        - { name: thing, in: path, required: true, description: ${yaml}, schema: { type: string, default: ${yaml} } }
        - { name: q, in: query, required: true, schema: { type: string, enum: [${yaml}] } }
        - { name: X-Note, in: header, required: true, schema: { type: string, pattern: ${JSON.stringify('^<b>')} }, example: ${yaml} }
      requestBody:
        required: true
        description: ${yaml}
        content:
          application/json:
            schema:
              type: object
              properties:
                ${yaml}: { type: string, enum: [${yaml}], description: ${yaml}, default: ${yaml} }
                done: { type: string, format: uri }
            example: { ${yaml}: ${yaml} }
      responses:
        '200': { description: ${yaml}, content: { application/json: { schema: { type: object, properties: { ${yaml}: { const: ${yaml} } } } } } }
      callbacks:
        ${JSON.stringify('<b>finished')}:
          '{$request.body#/done}':
            post: { summary: ${yaml}, description: ${yaml}, responses: { 2XX: { description: ${yaml} } } }
    get:
      operationId: readThing
      summary: ${yaml}
      parameters: [{ name: thing, in: path, required: true, schema: { type: string }, example: ${yaml} }]
      responses:
        '200': { description: ${yaml}, content: { application/json: { schema: { type: string, description: ${yaml} } } } }
  /notes:
    post:
      operationId: note
      x-async-operation: true
      requestBody: { content: { text/plain: { example: ${yaml} } } }
      responses: { '204': { description: Noted } }
`
