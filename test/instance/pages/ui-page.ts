import { rowsOf, type Values } from '../store/rows.ts';
import { cached } from '../worker/shared-state.ts';
import type { Engine } from '../engine/session.ts';
import type { Answer } from '../rest/answer.ts';
import { textFrom } from '../scripts/runtime.ts';
import { isOutOfTime, messageOf } from '../scripts/script-host.ts';
import { closedPage, keepMessages, tokenScript, type Visit } from './browse.ts';
import { escaped, page, redirect } from './html.ts';
import { JellyRefused, renderJelly } from './jelly.ts';

/** UI pages by address; `<scope>_<name>.do` in a scope (documentation: r_UIPages.md). */
export function createPageFinder(engine: Engine): (path: string) => Values | undefined {
  const pages = cached(engine.shared, 'scripts', () => {
    const scopes = new Map(
      rowsOf(engine.store, 'sys_scope').map((row) => [row['sys_id'] ?? '', row['scope'] ?? '']),
    );
    return new Map(
      rowsOf(engine.store, 'sys_ui_page').map((row) => [`/${endpointOf(row, scopes)}`, row]),
    );
  });
  return (path) => pages().get(path);
}

function endpointOf(row: Values, scopes: ReadonlyMap<string, string>): string {
  const given = row['endpoint'] ?? '';
  if (given !== '') return given;
  const scope = scopes.get(row['sys_scope'] ?? '') ?? 'global';
  return scope === 'global' ? `${row['name'] ?? ''}.do` : `${scope}_${row['name'] ?? ''}.do`;
}

export function answerUiPage(visit: Visit, row: Values): Answer {
  if (!mayOpen(visit, row)) return closedPage();
  if (visit.request.method === 'POST') return process(visit, row);
  try {
    return show(visit, row);
  } catch (error) {
    if (!(error instanceof JellyRefused)) throw error;
    return page(500, `<p>${escaped(`${row['name'] ?? ''}: ${error.message}`)}</p>`);
  }
}

/**
 * Rules of the type `ui_page` name the page; in a scope the name of its address (assumed). A page without a rule
 * is open to everybody who is signed in.
 */
function mayOpen(visit: Visit, row: Values): boolean {
  const { session, scripts } = visit;
  const names = [row['name'] ?? '', (row['endpoint'] ?? '').replace(/\.do$/, '')];
  return [...new Set(names)].every((name) => scripts.access.mayOpenPage(session, name));
}

function show(visit: Visit, row: Values): Answer {
  const content = renderJelly(row['html'] ?? '', (expression) => evaluated(visit, row, expression));
  const script = row['client_script'] ?? '';
  const body = script === '' ? content : `${content}<script>${script}</script>`;
  // A direct page brings its own frame; the others get the token and what else every page shares.
  if (row['direct'] !== '1') return page(200, body, tokenScript(visit));
  return { status: 200, headers: { 'content-type': 'text/html;charset=UTF-8' }, body };
}

/**
 * Parameters of the address are variables, with and without their prefix. What is unknown or fails is empty:
 * the expressions are JEXL, which does not throw.
 */
function evaluated(visit: Visit, row: Values, expression: string): string {
  const variables: Record<string, string> = {};
  for (const [name, value] of visit.request.query) {
    variables[name] = value;
    variables[name.replace(/^sysparm_/, '')] = value;
  }
  variables['sys_id'] = row['sys_id'] ?? '';
  const script = scriptOf(visit, row);
  try {
    const value = visit.scripts.run(
      visit.session,
      {
        ...script,
        name: `${script.name}: ${expression}`,
        source: `with (variables) { return (${expression}); }`,
      },
      { variables },
    );
    return textFrom(value);
  } catch (error) {
    if (isOutOfTime(error)) throw error;
    visit.scripts.log('warn', `${messageOf(error)} in \${${expression}}`, script.scope);
    return '';
  }
}

/** The processing script sees the fields of the form by their names. */
function process(visit: Visit, row: Values): Answer {
  const sent: { location?: string } = {};
  const response = {
    sendRedirect: (location: unknown) => {
      sent.location = textFrom(location);
    },
  };
  const source = `with (fields) { ${row['processing_script'] ?? ''}\n}`;
  visit.scripts.run(
    visit.session,
    { ...scriptOf(visit, row), source },
    { fields: Object.fromEntries(visit.form), response },
  );
  keepMessages(visit, visit.session.messages);
  return redirect(sent.location ?? visit.request.path);
}

function scriptOf(visit: Visit, row: Values) {
  const scope = rowsOf(visit.session.engine.store, 'sys_scope').find(
    (one) => one['sys_id'] === row['sys_scope'],
  )?.['scope'];
  return {
    table: 'sys_ui_page',
    sysId: row['sys_id'] ?? '',
    name: row['name'] ?? '',
    scope: scope ?? 'global',
  };
}
