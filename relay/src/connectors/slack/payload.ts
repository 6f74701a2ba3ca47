import { z } from 'zod';
import { listOf, part, Text, Url } from '../../connector-kit/lenient.ts';

const Attachment = z.object({
  title: Text,
  title_link: Url,
  text: Text,
  fallback: Text,
  color: Text,
  fields: listOf(z.object({ title: Text, value: Text })),
});
export type Attachment = z.output<typeof Attachment>;

const Block = z.object({ text: part(z.object({ text: Text })) });

/** A message; what of it tells of an alert is a matter of habit, see normalize.ts. */
export const Payload = z
  .object({
    text: Text,
    channel: Text,
    username: Text,
    attachments: listOf(Attachment),
    blocks: listOf(Block),
  })
  .refine(
    ({ text, attachments, blocks }) =>
      text !== undefined ||
      attachments.some((one) => (one.title ?? one.text ?? one.fallback) !== undefined) ||
      blocks.some((block) => block.text.text !== undefined),
    { message: 'expected a text, an attachment or a block with a text' },
  );
export type Payload = z.output<typeof Payload>;
