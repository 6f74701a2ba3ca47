import { displayOfRecord } from '../engine/display.ts';
import type { Engine } from '../engine/session.ts';
import { quoted } from '../store/database.ts';
import { toValues, type Values } from '../store/rows.ts';
import { failure, isSet, json, Refusal, type Request } from './answer.ts';
import { positiveNumber } from './requested-query.ts';
import type { Handler, RequestContext } from './route.ts';

/** Rows of a catalog table by one column; catalogs are small and read whole. */
export function catalogRows(
  engine: Engine,
  table: string,
  column: string,
  value: string,
): Values[] {
  return engine.store
    .prepare(`SELECT * FROM ${quoted(table)} WHERE ${quoted(column)} = ?`)
    .all(value)
    .map(toValues);
}

/** Security constraints and a wrong id look the same (documentation: c_ServiceCatalogAPI.md). */
export function requestedItem(request: Request, context: RequestContext): Values {
  const sysId = request.parameters['sys_id'] ?? '';
  const [item] = catalogRows(context.session.engine, 'sc_cat_item', 'sys_id', sysId);
  if (item !== undefined && item['active'] !== '0') return item;
  throw new Refusal(failure(400, 'Security constraints prevent ordering of Item', ''));
}

export function questionsOf(engine: Engine, itemId: string): Values[] {
  return catalogRows(engine, 'item_option_new', 'cat_item', itemId)
    .filter((question) => question['active'] !== '0')
    .toSorted((a, b) => Number(a['order'] ?? 0) - Number(b['order'] ?? 0));
}

export function dollars(amount: number): string {
  const text = amount.toFixed(2).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',');
  return `$${text}`;
}

export const listItems: Handler = (request, { session }) => {
  const { engine } = session;
  const wanted = (name: string): string => request.query.get(name) ?? '';
  const text = wanted('sysparm_text').replaceAll('"', '').toLowerCase();
  const type = wanted('sysparm_type').toLowerCase();
  const items = catalogRows(engine, 'sc_cat_item', 'active', '1')
    .filter(
      (item) =>
        wanted('sysparm_category') === '' || item['category'] === wanted('sysparm_category'),
    )
    .filter((item) => (item['sc_catalogs'] ?? '').includes(wanted('sysparm_catalog')))
    .filter((item) =>
      `${item['name'] ?? ''} ${item['short_description'] ?? ''}`.toLowerCase().includes(text),
    )
    .filter((item) => isOfType(item, type))
    .toSorted((a, b) => (a['name'] ?? '').localeCompare(b['name'] ?? ''));
  const offset = positiveNumber(request, 'sysparm_offset', 0);
  const limit = positiveNumber(request, 'sysparm_limit', 10_000);
  const result = items.slice(offset, offset + limit).map((item) => summary(engine, item));
  return json(200, { result }, { 'x-total-count': String(items.length) });
};

function isOfType(item: Values, type: string): boolean {
  if (type === 'record producer') return item['sys_class_name'] === 'sc_cat_item_producer';
  return type !== 'order guide' || item['sys_class_name'] === 'sc_cat_item_guide';
}

export const getItem: Handler = (request, context) => {
  const { engine } = context.session;
  const [item] = catalogRows(engine, 'sc_cat_item', 'sys_id', request.parameters['sys_id'] ?? '');
  // Wording assumed.
  if (item === undefined) return failure(404, 'Catalog Item does not exist', '');
  const price = dollars(Number(item['price'] ?? 0));
  const recurring = dollars(Number(item['recurring_price'] ?? 0));
  return json(200, {
    result: {
      ...summary(engine, item),
      price,
      localized_price: price,
      price_currency: 'USD',
      local_currency: 'USD',
      recurring_price: recurring,
      localized_recurring_price: recurring,
      recurring_price_currency: 'USD',
      recurring_frequency: item['recurring_frequency'] ?? null,
      categories: placesOf(engine, item['category'] ?? ''),
      variables: questionsOf(engine, item['sys_id'] ?? '').map((one) => describe(engine, one)),
      ui_policy: [],
      client_script: { onChange: [], onSubmit: [], onLoad: [] },
      data_lookup: [],
    },
  });
};

export function summary(engine: Engine, item: Values): Record<string, unknown> {
  const category = item['category'] ?? '';
  const isProducer = item['sys_class_name'] === 'sc_cat_item_producer';
  return {
    short_description: item['short_description'] ?? null,
    kb_article: '',
    icon: item['icon'] ?? '',
    description: item['description'] ?? '',
    show_price: !isProducer && Number(item['price'] ?? 0) > 0,
    type: typeOf(item),
    show_quantity: item['no_quantity'] !== '1',
    sys_class_name: item['sys_class_name'] ?? 'sc_cat_item',
    picture: item['picture'] ?? '',
    url: '',
    sys_id: item['sys_id'] ?? '',
    content_type: '',
    catalogs: (item['sc_catalogs'] ?? '')
      .split(',')
      .filter((id) => id !== '')
      .map((id) => ({ sys_id: id, title: displayOfRecord(engine, 'sc_catalog', id) })),
    name: item['name'] ?? '',
    category: { sys_id: category, title: displayOfRecord(engine, 'sc_category', category) },
    order: Number(item['order'] ?? 0),
  };
}

function typeOf(item: Values): string {
  if (item['sys_class_name'] === 'sc_cat_item_producer') return 'record_producer';
  return item['sys_class_name'] === 'sc_cat_item_guide' ? 'order_guide' : 'catalog_item';
}

/** The names of a type as the documentation's samples write them; others follow their pattern. */
function typeNames(engine: Engine, type: string): { friendly_type: string; display_type: string } {
  const choice = engine
    .dictionary()
    .find('item_option_new')
    ?.columns.get('type')
    ?.choices.find((one) => one.value === type);
  const label = choice?.label ?? '';
  const friendly = label === 'CheckBox' ? 'check_box' : label.toLowerCase().replaceAll(/\W+/g, '_');
  return { friendly_type: friendly, display_type: label };
}

/** Of the variable's many attributes those that a client needs to fill it in. */
export function describe(engine: Engine, question: Values): Record<string, unknown> {
  const choices = catalogRows(engine, 'question_choice', 'question', question['sys_id'] ?? '');
  return {
    active: true,
    label: question['question_text'] ?? '',
    name: question['name'] ?? '',
    type: Number(question['type'] ?? 0),
    mandatory: question['mandatory'] === '1',
    ...typeNames(engine, question['type'] ?? ''),
    render_label: true,
    read_only: question['read_only'] === '1',
    attributes: question['attributes'] ?? '',
    help_text: question['help_text'] ?? '',
    value: question['default_value'] ?? '',
    displayvalue: question['default_value'] ?? '',
    id: question['sys_id'] ?? '',
    reference: question['reference'] ?? '',
    order: Number(question['order'] ?? 0),
    max_length: 0,
    choices: choices.map((choice, index) => ({
      index,
      label: choice['text'] ?? '',
      value: choice['value'] ?? '',
    })),
  };
}

/** The category of an item under its parent. */
function placesOf(engine: Engine, categoryId: string): Record<string, unknown>[] {
  return catalogRows(engine, 'sc_category', 'sys_id', categoryId).map((category) => {
    const parent = category['parent'] ?? '';
    return {
      sys_id: parent,
      active: true,
      category: {
        sys_id: categoryId,
        active: category['active'] !== '0',
        title: category['title'] ?? '',
      },
      title: parent === '' ? null : displayOfRecord(engine, 'sc_category', parent),
    };
  });
}

export const listCatalogs: Handler = (_request, { session }) => {
  const catalogs = catalogRows(session.engine, 'sc_catalog', 'active', '1');
  return json(200, { result: catalogs.map((catalog) => catalogSummary(session.engine, catalog)) });
};

function catalogSummary(engine: Engine, catalog: Values): Record<string, unknown> {
  const sysId = catalog['sys_id'] ?? '';
  return {
    title: catalog['title'] ?? '',
    sys_id: sysId,
    has_categories: catalogRows(engine, 'sc_category', 'sc_catalog', sysId).length > 0,
    has_items: catalogRows(engine, 'sc_cat_item', 'active', '1').some((item) =>
      (item['sc_catalogs'] ?? '').includes(sysId),
    ),
    description: catalog['description'] ?? '',
    desktop_image: catalog['desktop_image'] ?? '',
  };
}

export const listCategories: Handler = (request, { session }) => {
  const { engine } = session;
  const sysId = request.parameters['sys_id'] ?? '';
  const [catalog] = catalogRows(engine, 'sc_catalog', 'sys_id', sysId);
  // That a wrong id is 400 is documented, the wording is assumed.
  if (catalog === undefined) return failure(400, 'Invalid catalog', '');
  const topOnly = isSet(request.query.get('sysparm_top_level_only'));
  const categories = catalogRows(engine, 'sc_category', 'sc_catalog', sysId)
    .filter((category) => !topOnly || (category['parent'] ?? '') === '')
    .toSorted((a, b) => (a['title'] ?? '').localeCompare(b['title'] ?? ''));
  const offset = positiveNumber(request, 'sysparm_offset', 0);
  const limit = positiveNumber(request, 'sysparm_limit', 10_000);
  const result = categories
    .slice(offset, offset + limit)
    .map((category) => categoryEntry(engine, category));
  return json(200, { result });
};

function categoryEntry(engine: Engine, category: Values): Record<string, unknown> {
  const sysId = category['sys_id'] ?? '';
  return {
    ...categoryTexts(category),
    count: catalogRows(engine, 'sc_cat_item', 'category', sysId).length,
    subcategories: catalogRows(engine, 'sc_category', 'parent', sysId).map((child) => ({
      sys_id: child['sys_id'] ?? '',
      title: child['title'] ?? '',
    })),
    sys_id: sysId,
  };
}

function categoryTexts(category: Values): Record<string, unknown> {
  return {
    title: category['title'] ?? '',
    description: category['description'] ?? '',
    full_description: null,
    icon: category['icon'] ?? '',
    header_icon: category['header_icon'] ?? '',
    homepage_image: category['homepage_image'] ?? '',
  };
}

export const getCatalog: Handler = (request, { session }) => {
  const sysId = request.parameters['sys_id'] ?? '';
  const [catalog] = catalogRows(session.engine, 'sc_catalog', 'sys_id', sysId);
  if (catalog === undefined) return failure(400, 'Invalid catalog', '');
  const { engine } = session;
  const categories = catalogRows(engine, 'sc_category', 'sc_catalog', sysId).map((category) => ({
    header_image: category['header_icon'] ?? '',
    sys_id: category['sys_id'] ?? '',
    description: category['description'] ?? null,
    title: category['title'] ?? '',
  }));
  return json(200, { result: { ...catalogSummary(engine, catalog), categories } });
};

export const getCategory: Handler = (request, { session }) => {
  const { engine } = session;
  const sysId = request.parameters['sys_id'] ?? '';
  const [category] = catalogRows(engine, 'sc_category', 'sys_id', sysId);
  if (category === undefined) return failure(404, 'Category does not exist', ''); // assumed
  const children = catalogRows(engine, 'sc_category', 'parent', sysId).map((child) => ({
    sys_id: child['sys_id'] ?? '',
    title: child['title'] ?? '',
    count: catalogRows(engine, 'sc_cat_item', 'category', child['sys_id'] ?? '').length,
    parent: sysId,
    subcategories: [],
    isParentCategory: false,
  }));
  return json(200, {
    result: {
      ...categoryTexts(category),
      sys_id: sysId,
      child_categories: children,
    },
  });
};
