import { readFileSync } from 'node:fs';
import path from 'node:path';
import { signInWithBrowser, type TestBrowser } from '../../instance/testing/browser.ts';
import type { AppInstance } from './app-instance.ts';

/** As an administrator does it: Import Update Set from XML, Preview, Commit. Gives back what was said. */
export async function importUpdateSet(app: AppInstance, file: string): Promise<readonly string[]> {
  const browser = await signInWithBrowser(app.instance.url, app.instance.admin);
  await browser.get('/upload.do?sysparm_target=sys_remote_update_set');
  const form = new FormData();
  form.set('sysparm_ck', browser.token());
  form.set('sysparm_target', 'sys_remote_update_set');
  const content = new Blob([readFileSync(file)], { type: 'text/xml' });
  form.set('attachFile', content, path.basename(file));
  const uploaded = await fetch(`${app.instance.url}/sys_upload.do`, {
    method: 'POST',
    headers: { cookie: browser.cookie() },
    body: form,
  });
  if (uploaded.status !== 200) throw new Error(`upload refused: ${await uploaded.text()}`);
  const [set] = await app.rows('sys_remote_update_set', 'state=loaded');
  const sysId = String(set?.['sys_id']);
  return [
    await ask(browser, 'UpdateSetPreviewAjax', { sysparm_ajax_processor_sys_id: sysId }),
    await ask(browser, 'UpdateSetCommitAjax', { sysparm_remote_updateset_sys_id: sysId }),
  ];
}

async function ask(
  browser: TestBrowser,
  processor: string,
  fields: Record<string, string>,
): Promise<string> {
  await browser.get('/navpage.do');
  const page = await browser.post('/xmlhttp.do', {
    sysparm_processor: processor,
    sysparm_ck: browser.token(),
    ...fields,
  });
  return /answer="([^"]*)"/.exec(page.text)?.[1] ?? page.text;
}
