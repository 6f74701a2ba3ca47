import { loadDictionary } from '../dictionary/load-dictionary.ts';
import { newSysId } from '../engine/ids.ts';
import { InstallRefused } from '../install/refused.ts';
import { commitUpdateSet, previewUpdateSet } from '../install/update-set.ts';
import { readSetting, writeSetting } from '../store/settings.ts';
import { cacheGroups } from '../worker/shared-state.ts';
import { failure, json, noRecord, Refusal, type Request } from './answer.ts';
import type { Handler, RequestContext, Route } from './route.ts';

/** Documented: administrators and this role. */
const ROLE = 'sn_cicd.sys_ci_automation';

function requestedSet(request: Request, context: RequestContext): string {
  const { user, engine } = context.session;
  if (!user.isAdmin && !user.roles.has(ROLE))
    throw new Refusal(failure(403, 'User Not Authorized', 'Failed API level ACL Validation'));
  const setId = request.parameters['set'] ?? '';
  const found = engine.store
    .prepare('SELECT sys_id FROM sys_remote_update_set WHERE sys_id = ?')
    .get(setId);
  if (found === undefined) throw new Refusal(noRecord);
  return setId;
}

const states = {
  pending: ['0', 'Pending'],
  done: ['2', 'Successful'],
  failed: ['3', 'Failed'],
} as const;

interface Progress {
  readonly state: keyof typeof states;
  readonly error: string;
}

function show(request: Request, id: string, { state, error }: Progress): Record<string, unknown> {
  const [status, label] = states[state];
  return {
    links: { progress: { id, url: `${request.origin}/api/sn_cicd/progress/${id}` } },
    status,
    status_label: label,
    status_message: state === 'failed' ? error : '',
    status_detail: '',
    error: state === 'failed' ? error : '',
    percent_complete: state === 'pending' ? 0 : 100,
  };
}

/** The work is done at once; the answer speaks of it as pending, and its progress has the outcome. */
function started(request: Request, context: RequestContext, work: () => void): ReturnType<Handler> {
  const { store } = context.session.engine;
  const id = newSysId();
  let outcome: Progress = { state: 'done', error: '' };
  try {
    work();
  } catch (error) {
    if (!(error instanceof InstallRefused)) throw error;
    outcome = { state: 'failed', error: error.message };
  }
  writeSetting(store, `progress ${id}`, JSON.stringify(outcome));
  return json(200, { result: show(request, id, { state: 'pending', error: '' }) });
}

const preview: Handler = (request, context) => {
  const setId = requestedSet(request, context);
  const { store } = context.session.engine;
  return started(request, context, () => {
    previewUpdateSet(store, loadDictionary(store), setId);
  });
};

const commit: Handler = (request, context) => {
  const setId = requestedSet(request, context);
  const { store, shared } = context.session.engine;
  return started(request, context, () => {
    commitUpdateSet(store, loadDictionary(store), setId);
    for (const group of cacheGroups) shared.invalidate(group);
  });
};

const progress: Handler = (request, context) => {
  const id = request.parameters['progress'] ?? '';
  const kept = readSetting(context.session.engine.store, `progress ${id}`);
  if (kept === undefined) return noRecord;
  const outcome: Progress = JSON.parse(kept);
  return json(200, { result: show(request, id, outcome) });
};

/** CI/CD: what moves an update set that is loaded. Retrieving from other instances and back-out are left out. */
export const updateSetRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/api/sn_cicd/update_set/preview/{set}', handle: preview },
  { method: 'POST', pattern: '/api/sn_cicd/update_set/commit/{set}', handle: commit },
  { method: 'GET', pattern: '/api/sn_cicd/progress/{progress}', handle: progress },
];
