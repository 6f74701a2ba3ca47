import { expect, test } from 'vitest';
import { sampleAlert, sampleWriteBack } from '../../connector-kit/sample-write-back.ts';
import { planWriteBack } from './write-back.ts';

test('an incident of IRM is no alert group, so nothing is told of it', () => {
  const alerts = [
    { ...sampleAlert, fingerprint: 'incident:19' },
    { ...sampleAlert, fingerprint: 'I68T24C13IFW1' },
  ];
  const writeBack = sampleWriteBack('resolve', { connector: 'grafana-oncall', alerts });

  expect(planWriteBack(writeBack, { token: 'key', silenceFor: 0 })).toMatchObject([
    { path: '/api/v1/alert_groups/I68T24C13IFW1/resolve' },
  ]);
});
