import { loadDictionary } from '../dictionary/load-dictionary.ts';
import { importRecords } from '../install/import-records.ts';
import { decodeUtf8 } from '../install/parse-xml.ts';
import { InstallRefused } from '../install/refused.ts';
import { commitUpdateSet, loadUpdateSet, previewUpdateSet } from '../install/update-set.ts';
import type { Answer } from '../rest/answer.ts';
import { cacheGroups } from '../worker/shared-state.ts';
import { closedPage, pageFor, type Visit } from './browse.ts';
import { escaped, hidden, page } from './html.ts';

/** `/upload.do?sysparm_target=…`: the form of "Import Update Set from XML", and of "Import XML" of a list. */
export function answerUploadForm(visit: Visit): Answer {
  if (!visit.session.user.isAdmin) return closedPage();
  const fields = hidden({
    sysparm_ck: visit.browser?.token ?? '',
    sysparm_target: visit.request.query.get('sysparm_target') ?? '',
  });
  const form = `<form method="post" action="/sys_upload.do" enctype="multipart/form-data">${fields}<input type="file" name="attachFile"><button>Upload</button></form>`;
  return pageFor(visit, form, 'Import XML');
}

/**
 * `POST /sys_upload.do`: 200 with an empty body, as observed; who wants the set looks for it in the table. That a
 * file which is no update set is told with 400 and its cause is assumed, and that other tables go this way too.
 */
export function answerUpload(visit: Visit): Answer {
  if (!visit.session.user.isAdmin) return closedPage();
  const file = visit.request.parts?.find((part) => part.fileName !== undefined);
  const target = visit.form.get('sysparm_target') ?? '';
  const { store, shared } = visit.session.engine;
  const dictionary = loadDictionary(store);
  if (file === undefined || dictionary.find(target) === undefined)
    return page(400, '<p>Invalid file or target of the import</p>');
  const name = file.fileName ?? 'upload';
  const text = () => decodeUtf8(file.value, name);
  try {
    if (target === 'sys_remote_update_set') loadUpdateSet(store, dictionary, text(), name);
    else importRecords(store, dictionary, text(), name);
    for (const group of cacheGroups) shared.invalidate(group);
  } catch (error) {
    if (!(error instanceof InstallRefused)) throw error;
    return page(400, `<p>${escaped(`${error.reason}: ${error.message}`)}</p>`);
  }
  return { status: 200, headers: { 'content-type': 'text/html;charset=UTF-8' }, body: '' };
}

/** What the buttons "Preview Update Set" and "Commit Update Set" call; other processors are not imitated. */
export function answerAjax(visit: Visit): Answer {
  if (!visit.session.user.isAdmin) return closedPage();
  const processor = visit.form.get('sysparm_processor') ?? '';
  const isPreview = processor === 'UpdateSetPreviewAjax';
  if (!isPreview && !/UpdateSetCommitAjax(?:Processor)?$/.test(processor))
    return xml(processor, `Processor ${processor} is not imitated`);
  const setId =
    visit.form.get(
      isPreview ? 'sysparm_ajax_processor_sys_id' : 'sysparm_remote_updateset_sys_id',
    ) ?? '';
  try {
    return xml(processor, isPreview ? preview(visit, setId) : commit(visit, setId));
  } catch (error) {
    if (!(error instanceof InstallRefused)) throw error;
    return xml(processor, `${error.reason}: ${error.message}`);
  }
}

function preview(visit: Visit, setId: string): string {
  const { store } = visit.session.engine;
  return `${previewUpdateSet(store, loadDictionary(store), setId).length} problems`;
}

function commit(visit: Visit, setId: string): string {
  const { store, shared } = visit.session.engine;
  const { records } = commitUpdateSet(store, loadDictionary(store), setId);
  for (const group of cacheGroups) shared.invalidate(group);
  return `${records} records`;
}

/** The envelope of GlideAjax; what the processors answer inside it is assumed. */
function xml(processor: string, answer: string): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?><xml answer="${escaped(answer)}" sysparm_max="15" sysparm_processor="${escaped(processor)}"/>`;
  return { status: 200, headers: { 'content-type': 'text/xml;charset=UTF-8' }, body };
}
