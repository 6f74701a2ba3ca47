// The try-it page: a form for each operation of openapi.json. Texts go in as text, never as markup.

const byId = (id) => document.getElementById(id);

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** A text of the description: what stands in backticks is code. */
function withCode(text = '') {
  return text.split('`').map((part, nth) => (nth % 2 === 0 ? part : element('code', {}, part)));
}

/** An example of what a schema takes: its required fields, so that a person has less to type. */
function exampleOf(schema, schemas) {
  if (schema.$ref !== undefined) return exampleOf(schemas[schema.$ref.split('/').at(-1)], schemas);
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const [form] = schema.oneOf ?? schema.anyOf ?? [];
  if (form !== undefined) return exampleOf(form, schemas);
  if (schema.type === 'array') return [];
  if (schema.type === 'object') {
    const required = (schema.required ?? []).map((name) => [
      name,
      exampleOf(schema.properties[name] ?? {}, schemas),
    ]);
    return Object.fromEntries(required);
  }
  if (schema.type === 'integer' || schema.type === 'number') return 0;
  return schema.type === 'boolean' ? false : '';
}

function parameterField(parameter) {
  const input = element('input', { required: parameter.required === true, autocomplete: 'off' });
  const label = element('label', {}, `${parameter.name} (${parameter.in})`, input);
  label.append(element('span', { className: 'hint' }, ...withCode(parameter.description)));
  return { parameter, input, label };
}

function addressOf(path, fields) {
  const query = new URLSearchParams();
  let address = path.replace('{workspace}', encodeURIComponent(byId('workspace').value));
  for (const { parameter, input } of fields) {
    if (parameter.in === 'path') {
      address = address.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
    } else if (parameter.in === 'query' && input.value !== '') {
      query.set(parameter.name, input.value);
    }
  }
  return query.size === 0 ? address : `${address}?${query}`;
}

async function send(method, address, fields, body) {
  const headers = { accept: 'application/json' };
  if (byId('token').value !== '') headers.authorization = `Bearer ${byId('token').value}`;
  for (const { parameter, input } of fields) {
    if (parameter.in === 'header' && input.value !== '') headers[parameter.name] = input.value;
  }
  if (body !== undefined) headers['content-type'] = 'application/json';
  const request = { method, headers, ...(body === undefined ? {} : { body }) };
  const response = await fetch(address, request);
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  const shown = isJson ? JSON.stringify(JSON.parse(text), undefined, 2) : text;
  return `${method} ${address}\n${response.status} ${response.statusText}\n\n${shown}`;
}

function operationForm(method, path, operation, schemas) {
  const fields = (operation.parameters ?? [])
    .filter(({ name, in: place }) => name !== 'workspace' || place !== 'path')
    .map(parameterField);
  const schema = operation.requestBody?.content['application/json'].schema;
  const body = element('textarea', { spellcheck: false, ariaLabel: 'Body' });
  if (schema !== undefined) {
    body.value = JSON.stringify(exampleOf(schema, schemas), undefined, 2);
  }
  // A long answer scrolls, and whoever has no mouse has to get into it.
  const answer = element('pre', { hidden: true, tabIndex: 0 });
  answer.setAttribute('aria-live', 'polite');
  const form = element(
    'form',
    {},
    element('span', { className: 'hint' }, ...withCode(operation.description)),
    ...fields.map(({ label }) => label),
    ...(schema === undefined ? [] : [element('label', {}, 'Body', body)]),
    element('button', {}, 'Send'),
    answer,
  );
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    answer.hidden = false;
    answer.textContent = '…';
    const given = schema === undefined ? undefined : body.value;
    answer.textContent = await send(method, addressOf(path, fields), fields, given).catch(String);
  });
  return form;
}

function operationRow(method, path, operation, schemas) {
  const row = element(
    'details',
    {},
    element(
      'summary',
      {},
      element('span', { className: 'method' }, method),
      element('code', {}, path),
      ` – ${operation.summary}`,
    ),
  );
  row.dataset.text = `${method} ${path} ${operation.summary}`.toLowerCase();
  row.addEventListener(
    'toggle',
    () => row.append(operationForm(method, path, operation, schemas)),
    { once: true },
  );
  return row;
}

function show(document_) {
  const { info, paths, components } = document_;
  byId('about').replaceChildren(...withCode(`${info.description} Version ${info.version}.`));
  const groups = new Map();
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const [tag = 'others'] = operation.tags ?? [];
      const rows = groups.get(tag) ?? [];
      rows.push(operationRow(method.toUpperCase(), path, operation, components.schemas));
      groups.set(tag, rows);
    }
  }
  for (const [tag, rows] of groups) {
    byId('operations').append(element('section', {}, element('h2', {}, tag), ...rows));
  }
}

byId('find').addEventListener('input', ({ target }) => {
  for (const row of document.querySelectorAll('details')) {
    row.hidden = !row.dataset.text.includes(target.value.toLowerCase());
  }
  for (const section of document.querySelectorAll('section')) {
    section.hidden = section.querySelector('details:not([hidden])') === null;
  }
  const isFound = document.querySelector('section:not([hidden])') !== null;
  byId('nothing').textContent = isFound ? '' : `No operation has “${target.value}” in it.`;
});
byId('access').addEventListener('submit', (event) => event.preventDefault());

try {
  const response = await fetch('openapi.json');
  show(await response.json());
} catch (error) {
  byId('about').textContent = `The description could not be loaded: ${String(error)}`;
}
