/** The request that every alternative is sent: about 300 bytes of JSON, and the schema that all of them hold it against. */

export const bodySchema = {
  type: 'object',
  required: ['customer', 'items', 'currency'],
  additionalProperties: false,
  properties: {
    customer: {
      type: 'object',
      required: ['id', 'name'],
      additionalProperties: false,
      properties: {
        id: { type: 'string', minLength: 1, maxLength: 40 },
        name: { type: 'string', maxLength: 200 },
        country: { type: 'string', pattern: '^[A-Z]{2}$' },
      },
    },
    currency: { type: 'string', enum: ['EUR', 'USD', 'CHF'] },
    note: { type: 'string', maxLength: 500 },
    items: {
      type: 'array',
      minItems: 1,
      maxItems: 100,
      items: {
        type: 'object',
        required: ['sku', 'quantity'],
        additionalProperties: false,
        properties: {
          sku: { type: 'string', maxLength: 64 },
          quantity: { type: 'integer', minimum: 1 },
          price: { type: 'number', minimum: 0 },
        },
      },
    },
  },
} as const

export const sampleBody = {
  customer: { id: 'customer-004711', name: 'Ada Lovelace', country: 'CH' },
  currency: 'CHF',
  note: 'Please ring twice, and leave it with the neighbours if nobody opens.',
  items: [
    { sku: 'tea-earl-grey-500', quantity: 2, price: 12.5 },
    { sku: 'cup-porcelain-blue', quantity: 4, price: 8.9 },
    { sku: 'spoon-silver', quantity: 4, price: 21 },
  ],
} as const
