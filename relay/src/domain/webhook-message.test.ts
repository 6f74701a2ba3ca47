import { expect, test } from 'vitest';
import { compileTemplate } from './template.ts';
import { toWebhookBody, toWebhookMessage, trialHappening } from './webhook-message.ts';

test('a body is the template, or all of it, or all of it when the template fails', () => {
  const template = (source: string) => {
    const compiled = compileTemplate(source, toWebhookMessage(trialHappening));
    return compiled.kind === 'template' ? compiled.template : undefined;
  };
  const all = JSON.stringify(toWebhookMessage(trialHappening));

  expect(toWebhookBody({ template: template('{{ record.number }}') }, trialHappening)).toBe(
    'INC0000001',
  );
  expect(toWebhookBody({ template: undefined }, trialHappening)).toBe(all);
  const failing = { ...trialHappening, record: { ...trialHappening.record, title: 'now' } };
  expect(toWebhookBody({ template: template('{{ record.title | date: "%Y" }}') }, failing)).toBe(
    JSON.stringify(toWebhookMessage(failing)),
  );
});
