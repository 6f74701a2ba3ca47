import type { Answer } from '../rest/answer.ts';
import { rowsOf, type Values } from '../store/rows.ts';
import { pageFor, type Visit } from './browse.ts';
import { escaped } from './html.ts';

/** `/navpage.do`: application menus with their modules, as far as roles open them. */
export function answerNavigator(visit: Visit): Answer {
  const { store } = visit.session.engine;
  const modules = rowsOf(store, 'sys_app_module').filter((row) => isOpen(visit, row));
  const menus = rowsOf(store, 'sys_app_application')
    .filter((row) => isOpen(visit, row))
    .toSorted(byOrder)
    .map((menu) => {
      const own = modules
        .filter((row) => row['application'] === menu['sys_id'])
        .toSorted(byOrder)
        .map((row) => `<li>${link(row)}</li>`);
      return `<section><h2>${escaped(menu['title'] ?? '')}</h2><ul>${own.join('')}</ul></section>`;
    });
  return pageFor(visit, menus.join(''), 'All');
}

function byOrder(a: Values, b: Values): number {
  return Number(a['order'] ?? 100) - Number(b['order'] ?? 100);
}

/** Menus and modules keep their roles as a list of names; none means everybody. */
function isOpen(visit: Visit, row: Values): boolean {
  if (row['active'] === '0') return false;
  const roles = (row['roles'] ?? '').split(',').filter((name) => name.trim() !== '');
  const { user } = visit.session;
  return roles.length === 0 || user.isAdmin || roles.some((name) => user.roles.has(name.trim()));
}

function link(row: Values): string {
  const title = escaped(row['title'] ?? '');
  const address = addressOf(row);
  return address === undefined ? title : `<a href="${escaped(address)}">${title}</a>`;
}

/** Other kinds of link (separators, reports, searches) are shown without an address. */
function addressOf(row: Values): string | undefined {
  const name = row['name'] ?? '';
  const filter = row['filter'] ?? '';
  if (row['link_type'] === 'LIST')
    return `/${name}_list.do${filter === '' ? '' : `?sysparm_query=${encodeURIComponent(filter)}`}`;
  if (row['link_type'] === 'NEW') return `/${name}.do?sys_id=-1`;
  if (row['link_type'] === 'DIRECT') {
    const target = row['query'] ?? '';
    return target.startsWith('/') || /^https?:/.test(target) ? target : `/${target}`;
  }
  return undefined;
}
