/** A document with the odd corners of OpenAPI 3.0 in it. */

export const oddSpec = `
openapi: 3.0.3
info: { title: "Odd */\\nthings", version: "1" }
servers: [{ url: https://example.com }]
security: [{ key: [] }]
paths:
  /things/{id}:
    parameters:
      - { name: id, in: path, required: true, schema: { type: integer } }
      - { name: size, in: query, schema: { type: string } }
    get:
      operationId: get-thing
      summary: Read */ it
      parameters:
        - { name: size, in: query, schema: { type: integer, default: 3 } }
        - { $ref: "#/components/parameters/Filter" }
        - { name: must, in: query, required: true, content: { application/json: { schema: { type: string } } } }
        - { name: X-Trace, in: header, schema: { type: string } }
      responses:
        "200":
          description: It
          content:
            application/json: { schema: { $ref: "#/components/schemas/Thing" } }
            text/plain: {}
        "204": { description: Nothing }
        "404": { $ref: "#/components/responses/Missing" }
        default: { $ref: "#/components/responses/Missing" }
  /things:
    post:
      operationId: makeThing
      x-async-operation:
        progress: { type: object, required: [step], properties: { step: { enum: [a, b] } } }
        partial: { type: array, items: { $ref: "#/components/schemas/Thing" } }
      requestBody: { $ref: "#/components/requestBodies/Thing" }
      callbacks:
        done:
          "{$request.body#/url}":
            post:
              responses: { "204": { description: Heard } }
      responses:
        "204": { description: Made }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-API-Key }
  parameters:
    Filter: { name: filter, in: query, schema: { type: string } }
  requestBodies:
    Thing:
      content:
        application/json: { schema: { $ref: "#/components/schemas/Thing" } }
        image/png: {}
  responses:
    Missing:
      description: No
      content:
        application/problem+json:
          schema: { type: object, required: [why], properties: { why: { type: string } } }
  schemas:
    Thing:
      type: object
      properties:
        colour: { type: string, default: red }
        url: { type: string, format: uri }
        next: { $ref: "#/components/schemas/Thing" }
    Record: { type: string, nullable: true }
    MakeThing: { type: integer }
`
