import { Test } from '@servicenow/sdk/core';
import { apiUser } from '../roles.now';

// What the documentation leaves open and only a real instance can answer; the self-test asks the same.
Test(
  {
    $id: Now.ID['atf-signature'],
    name: 'Alert Relay: signs as published',
    description: 'HMAC-SHA256 of the published Standard Webhooks vector',
    active: true,
    failOnServerError: true,
  },
  (atf) => {
    atf.server.runServerSideScript({
      $id: Now.ID['atf-signature-1'],
      script: `(function(outputs, steps, params, stepResult, assertEqual) {
    var mac = new CertificateEncryption().generateMac('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'HmacSHA256',
        'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}');
    assertEqual({ name: 'signature', shouldbe: 'g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=', value: mac });
})(outputs, steps, params, stepResult, assertEqual);`,
    });
  },
);
Test(
  {
    $id: Now.ID['atf-unique'],
    name: 'Alert Relay: a claim is given once',
    description: 'A second insert of a value in a unique column is refused',
    active: true,
    failOnServerError: false,
  },
  (atf) => {
    atf.server.recordInsert({
      $id: Now.ID['atf-unique-1'],
      table: 'x_alrt_relay_claim',
      fieldValues: { claim: 'atf:1', name: 'atf', generation: 1 },
      assert: 'record_successfully_inserted',
      enforceSecurity: false,
    });
    atf.server.recordInsert({
      $id: Now.ID['atf-unique-2'],
      table: 'x_alrt_relay_claim',
      fieldValues: { claim: 'atf:1', name: 'atf', generation: 1 },
      assert: 'record_not_inserted',
      enforceSecurity: false,
    });
  },
);
Test(
  {
    $id: Now.ID['atf-rule'],
    name: 'Alert Relay: a change of a linked task is noted',
    description:
      'The after rule of the app runs on task; if not, set x_alrt_relay.capture to async',
    active: true,
    failOnServerError: true,
  },
  (atf) => {
    atf.server.recordInsert({
      $id: Now.ID['atf-rule-1'],
      table: 'x_alrt_relay_link',
      fieldValues: {
        task_key: 'a7f0000000000000000000000000000000000000000000000000000000000000',
        workspace: 'atf',
        connection: 'atf',
      },
      assert: 'record_successfully_inserted',
      enforceSecurity: false,
    });
    const task = atf.server.recordInsert({
      $id: Now.ID['atf-rule-2'],
      table: 'task',
      fieldValues: {
        short_description: 'Alert Relay ATF',
        x_alrt_relay_key: 'a7f0000000000000000000000000000000000000000000000000000000000000',
      },
      assert: 'record_successfully_inserted',
      enforceSecurity: false,
    });
    atf.server.recordQuery({
      $id: Now.ID['atf-rule-3'],
      table: 'x_alrt_relay_outbox',
      fieldValues: `record=${task.record_id}`,
      assert: 'records_match_query',
      enforceSecurity: false,
    });
  },
);
Test(
  {
    $id: Now.ID['atf-access'],
    name: 'Alert Relay: api_user may create tasks',
    description: 'The record rules on task are effective; only the Table API needs them',
    active: true,
    failOnServerError: true,
  },
  (atf) => {
    atf.server.createUser({
      $id: Now.ID['atf-access-1'],
      firstName: 'Alert Relay',
      lastName: 'ATF',
      roles: [apiUser],
      impersonate: true,
    });
    atf.server.recordInsert({
      $id: Now.ID['atf-access-2'],
      table: 'task',
      fieldValues: { short_description: 'Alert Relay ATF' },
      assert: 'record_successfully_inserted',
      enforceSecurity: true,
    });
  },
);
