import { syncedColumns } from './synced-columns.ts';

export interface RuleSettings {
  /** Where the rule posts to. */
  readonly address: string;
  readonly token: string;
  readonly table: string;
  /** What it never reads. */
  readonly excludedFields: readonly string[];
}

/** A business rule, as its form in ServiceNow asks for it (System Definition, Business Rules, New). */
export interface RuleForm {
  readonly name: string;
  readonly table: string;
  readonly active: true;
  readonly advanced: true;
  readonly when: 'after';
  readonly insert: true;
  readonly update: true;
  readonly script: string;
}

export function toRuleForm(settings: RuleSettings): RuleForm {
  return {
    name: 'alert-relay',
    table: settings.table,
    active: true,
    advanced: true,
    when: 'after',
    insert: true,
    update: true,
    script: toRuleScript(settings),
  };
}

/**
 * The script to paste: global scope, ES5. It must never hold up or abort what a person does, so the call
 * is asynchronous and every failure ends in the log, without the token.
 */
function toRuleScript({ address, token, excludedFields }: RuleSettings): string {
  const columns = syncedColumns.filter((column) => !excludedFields.includes(column));
  return `(function executeRule(current, previous) {
  // Tells Alert Relay how this record stands now. Only records that Alert Relay made.
  var key = current.getValue('correlation_id') || '';
  if (!/^[0-9a-f]{64}$/.test(key)) return;
  try {
    var columns = ${toList(columns)};
    var fields = {};
    for (var i = 0; i < columns.length; i++) {
      if (current.isValidField(columns[i])) fields[columns[i]] = current.getValue(columns[i]) || '';
    }
    var request = new sn_ws.RESTMessageV2();
    request.setEndpoint(${toLiteral(address)});
    request.setHttpMethod('POST');
    // Else a text with \${...} in it would be taken for a variable.
    if (request.disableForcedVariableSubstitution) request.disableForcedVariableSubstitution();
    request.setHttpTimeout(10000);
    request.setRequestHeader('Content-Type', 'application/json');
    request.setRequestHeader('Authorization', ${toLiteral(`Bearer ${token}`)});
    request.setRequestBody(JSON.stringify({
      key: key,
      table: current.getTableName() + '',
      sys_id: current.getUniqueValue() + '',
      number: current.getValue('number') || '',
      active: current.getValue('active') == '1',
      sys_mod_count: parseInt(current.getValue('sys_mod_count'), 10) || 0,
      sys_updated_on: current.getValue('sys_updated_on') || '',
      sys_updated_by: current.getValue('sys_updated_by') || '',
      fields: fields
    }));
    request.executeAsync();
  } catch (error) {
    gs.warn('alert-relay: could not hand over ' + current.getValue('number') + ': ' + error);
  }
})(current, previous);
`;
}

/** In the quotes of the language of the script; neither an address nor a token has a quote of its own. */
function toLiteral(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
}

function toList(texts: readonly string[]): string {
  return `[${texts.map(toLiteral).join(', ')}]`;
}
