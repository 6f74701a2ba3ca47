import { z } from 'zod';

/** The part of JSON Schema that zod prints and our documents show. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly secret?: boolean;
  readonly default?: unknown;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly additionalProperties?: boolean | JsonSchema;
}

const Parsed: z.ZodType<JsonSchema> = z.lazy(() =>
  z.object({
    type: z.string().exactOptional(),
    description: z.string().exactOptional(),
    secret: z.boolean().exactOptional(),
    default: z.unknown().exactOptional(),
    const: z.string().exactOptional(),
    enum: z.array(z.string()).exactOptional(),
    required: z.array(z.string()).exactOptional(),
    properties: z.record(z.string(), Parsed).exactOptional(),
    items: Parsed.exactOptional(),
    anyOf: z.array(Parsed).exactOptional(),
    oneOf: z.array(Parsed).exactOptional(),
    additionalProperties: z.union([z.boolean(), Parsed]).exactOptional(),
  }),
);

/** What a person writes (the input side), as JSON Schema. */
export function toJsonSchema(schema: z.ZodType): JsonSchema {
  return Parsed.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
}
