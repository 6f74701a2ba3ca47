import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInstance, type Instance } from '../create-instance.ts';
import { createScriptRunner, type ScriptRunner } from '../testing/run-script.ts';
import { writeSampleApp } from '../testing/sample-app.ts';

let instance: Instance;
let scripts: ScriptRunner;

beforeAll(async () => {
  instance = await createInstance({
    app: writeSampleApp({
      privileges: ['incident read', 'incident create', 'incident write', 'problem read'],
    }),
    scheduledJobs: false,
  });
  scripts = createScriptRunner(instance);
});

afterAll(async () => {
  await instance.close();
});

describe('queries', () => {
  test('find with conditions, order and limit', async () => {
    const names = await scripts.run(`
      for (var i = 0; i < 5; i++) {
        var item = new GlideRecord('x_test_item');
        item.initialize();
        item.name = 'item ' + i;
        item.setValue('count', i);
        item.insert();
      }
      var found = new GlideRecord('x_test_item');
      found.addQuery('count', '>', 1).addOrCondition('name', 'item 0');
      found.orderByDesc('count');
      found.setLimit(3);
      found.query();
      var names = [];
      while (found.next()) names.push(found.getValue('name'));
      return names;`);

    expect(names).toEqual(['item 4', 'item 3', 'item 2']);
  });

  test('count rows, and know whether there is another one', async () => {
    const counted = await scripts.run(`
      var found = new GlideRecord('x_test_item');
      found.addEncodedQuery('countIN0,1,2');
      found.query();
      return [found.getRowCount(), found.hasNext(), found.next(), found.isValidRecord()];`);

    expect(counted).toEqual([3, true, true, true]);
  });

  test('walk along references', async () => {
    const name = await scripts.run(`
      var found = new GlideRecord('incident');
      found.addQuery('opened_by.user_name', 'admin');
      found.setLimit(1);
      found.query();
      found.next();
      return found.opened_by.user_name + '/' + found.opened_by.getDisplayValue();`);

    expect(name).toBe('admin/System Administrator');
  });

  test('get a record by its id, by a field, or not at all', async () => {
    const found = await scripts.run(`
      var one = new GlideRecord('x_test_item');
      var byName = one.get('name', 'item 3');
      var again = new GlideRecord('x_test_item');
      var byId = again.get(one.getUniqueValue());
      return [byName, byId, again.getValue('count'), again.get('0123456789abcdef0123456789abcdef')];`);

    expect(found).toEqual([true, true, '3', false]);
  });
});

test('what begins with javascript: is run as the value of a condition', async () => {
  const found = await scripts.run(`
    return ['GlideRecord', 'GlideAggregate'].map(function (kind) {
      var items = kind === 'GlideRecord' ? new GlideRecord('x_test_item') : new GlideAggregate('x_test_item');
      items.addQuery('name', 'javascript:"item " + 3');
      if (kind === 'GlideAggregate') items.addAggregate('COUNT');
      items.query();
      items.next();
      return kind === 'GlideRecord' ? items.getValue('name') : items.getAggregate('COUNT');
    });`);

  expect(found).toEqual(['item 3', '1']);
});

describe('values', () => {
  test('are null when empty, text otherwise, and 1 or 0 for booleans', async () => {
    const values = await scripts.run(`
      var item = new GlideRecord('x_test_item');
      item.initialize();
      item.done = true;
      return [item.getValue('name'), item.name.nil(), item.getValue('done'), item.done == true, item.done + ''];`);

    expect(values).toEqual([null, true, '1', true, 'true']);
  });

  test('show choices and references by what people see', async () => {
    const shown = await scripts.run(`
      var incident = new GlideRecord('incident');
      incident.initialize();
      incident.short_description = 'x';
      incident.insert();
      incident.get(incident.getUniqueValue());
      return [incident.state.getDisplayValue(), incident.getDisplayValue('priority'), incident.getDisplayValue()];`);

    expect(shown).toEqual(['New', '5 - Planning', expect.stringMatching(/^INC/)]);
  });
});

describe('writes', () => {
  test('a second insert of a unique value gives null', async () => {
    const inserted = await scripts.run(`
      var insert = function () {
        var item = new GlideRecord('x_test_item');
        item.initialize();
        item.ticket = 'T-1';
        return item.insert();
      };
      return [insert() !== null, insert()];`);

    expect(inserted).toEqual([true, null]);
  });

  test('one insert of many at once succeeds', async () => {
    const claim = `
      var item = new GlideRecord('x_test_item');
      item.initialize();
      item.ticket = 'only one';
      return item.insert() !== null;`;

    const winners = await Promise.all(Array.from({ length: 20 }, () => scripts.run(claim)));

    expect(winners.filter((won) => won === true)).toHaveLength(1);
  });

  test('update writes only what changed and counts it', async () => {
    const counts = await scripts.run(`
      var item = new GlideRecord('x_test_item');
      item.initialize();
      item.name = 'counted';
      item.get(item.insert());
      item.update();
      var unchanged = item.getValue('sys_mod_count');
      item.name = 'changed';
      item.update();
      return [unchanged, item.getValue('sys_mod_count')];`);

    expect(counts).toEqual(['0', '1']);
  });

  test('deleteMultiple removes what the query finds', async () => {
    const left = await scripts.run(`
      for (var i = 0; i < 3; i++) {
        var item = new GlideRecord('x_test_item');
        item.initialize();
        item.name = 'to go';
        item.insert();
      }
      var doomed = new GlideRecord('x_test_item');
      doomed.addQuery('name', 'to go');
      doomed.deleteMultiple();
      var rest = new GlideRecord('x_test_item');
      rest.addQuery('name', 'to go');
      rest.query();
      return rest.getRowCount();`);

    expect(left).toBe(0);
  });
});

describe('another scope', () => {
  test('needs a privilege record', async () => {
    const message = await scripts.failure(`
      var change = new GlideRecord('change_request');
      change.setLimit(1);
      change.query();`);

    expect(message).toContain(
      "Read operation on table 'change_request' from scope 'x_test' was denied",
    );
  });

  test('may not delete where the table does not let it', async () => {
    const deleted = await scripts.run(`
      var incident = new GlideRecord('incident');
      incident.initialize();
      incident.short_description = 'stays';
      incident.get(incident.insert());
      return incident.deleteRecord();`);

    expect(deleted).toBe(false);
  });

  test.each(['setWorkflow', 'setAbortAction'])('may not use %s', async (method) => {
    const message = await scripts.failure(`
      var incident = new GlideRecord('incident');
      incident.initialize();
      incident.${method}(false);`);

    expect(message).toContain(
      `Access to api '${method}' from scope 'x_test' has been refused due to the api's cross-scope access policy`,
    );
  });

  test.each([
    'autoSysFields',
    'setForceUpdate',
    'applyTemplate',
    'instanceOf',
    'changes',
    'getFields',
    'setUseEngines',
    'find',
    'setDisplayValue',
  ])('does not have %s', async (method) => {
    const message = await scripts.failure(`new GlideRecord('x_test_item').${method}(false);`);

    expect(message).toContain(`Function ${method} is not allowed in scope x_test`);
  });
});

describe('GlideRecordSecure', () => {
  test('shows only what the user may read', async () => {
    const counts = await scripts.run(`
      var count = function (Type) {
        var found = new Type('problem');
        found.setLimit(5);
        found.query();
        var rows = 0;
        while (found.next()) rows++;
        return rows;
      };
      return [count(GlideRecord) > 0, count(GlideRecordSecure)];`);

    expect(counts).toEqual([true, 0]);
  });
});
