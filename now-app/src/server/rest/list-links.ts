import type { LinksPage } from '@alert-relay/shared-types';
import type { RESTAPIRequest, RESTAPIResponse } from '@servicenow/glide/sn_ws_int';
import { parseLinkQuestion, toCursorText } from '../domain/link-requests.ts';
import { describeLinks, readLinksBy, readManagedTasks } from '../glide/link-states.ts';
import { findNamedConnection } from '../glide/named-connection.ts';
import { queryParameter, respond, type Answer } from '../glide/respond.ts';

/** The records of a connection in the order of their last update, for a sweep that compares. */
export function listLinks(request: RESTAPIRequest, response: RESTAPIResponse): void {
  respond(request, response, () => answer(request));
}

/** A page looks at so many tasks; those of other connections are left out of it. */
function answer(request: RESTAPIRequest): Answer {
  const question = parseLinkQuestion((name) => queryParameter(request, name));
  if (!question.ok) return question;
  const connection = findNamedConnection(
    queryParameter(request, 'connection'),
    queryParameter(request, 'workspace'),
  );
  if (!connection.ok) return connection;
  const { cursor, limit, onlyOpen } = question.value;
  const { name, workspace } = connection.value;
  const tasks = readManagedTasks(cursor, limit, onlyOpen);
  const links = readLinksBy(
    'record',
    tasks.map((task) => task.sys_id),
  ).filter((link) => link.connection === name && link.workspace === workspace);
  const order = new Map(tasks.map((task, index) => [task.sys_id, index]));
  const described = [...describeLinks(links, tasks)].sort(
    (a, b) => (order.get(a.sys_id) ?? 0) - (order.get(b.sys_id) ?? 0),
  );
  const last = tasks[tasks.length - 1];
  const isLastPage = last === undefined || tasks.length < limit;
  const body: LinksPage = {
    links: described,
    next: isLastPage ? null : toCursorText({ updatedOn: last.sys_updated_on, sysId: last.sys_id }),
  };
  return { ok: true, body };
}
