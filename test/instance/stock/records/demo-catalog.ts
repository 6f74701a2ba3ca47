import type { StockRecord } from '../model.ts';
import { stockId } from '../stock-id.ts';
import { serviceCatalogId } from './core.ts';
import { keyedRecord, record } from './define-records.ts';
import { groups } from './demo-people.ts';

const hardwareCategory = stockId('sc_category', 'Hardware');
const technicalCatalogId = '742ce428d7211100f2d224837e61036d';
const networkCategory = stockId('sc_category', 'Network access');
const servicesCategory = stockId('sc_category', 'Can We Help You?');

const newEmailAccount = '186d917a6fab7980575967ddbb3ee4f2';
const standardLaptop = '04b7e94b4f7b4200086eeed18110c7fd';
const newHire = '6690750f4f7b4200086eeed18110c761';

const categories: readonly StockRecord[] = [
  record('sc_category', hardwareCategory, {
    title: 'Hardware',
    description: 'Order from a variety of hardware to meet your business needs',
    sc_catalog: serviceCatalogId,
    active: 'true',
  }),
  record('sc_category', servicesCategory, {
    title: 'Can We Help You?',
    description: 'Your IT gateway: report issues and submit requests',
    sc_catalog: serviceCatalogId,
    active: 'true',
  }),
  record('sc_category', networkCategory, {
    title: 'Network access',
    description: 'Ports, addresses and firewall openings',
    sc_catalog: technicalCatalogId,
    active: 'true',
  }),
];

const changeTemplate = keyedRecord('std_change_record_producer', 'Clear BGP sessions', {
  name: 'Clear BGP sessions on a Cisco router',
  sc_catalogs: serviceCatalogId,
  table_name: 'change_request',
  template_value: [
    'short_description=Clear BGP sessions on a Cisco router',
    'description=Resend the complete BGP table to neighboring routers',
    'category=Network',
    'justification=A neighbor lost routes',
    'implementation_plan=Sign in to the router and clear the sessions of the neighbor',
    'backout_plan=None: the sessions come back by themselves',
    'test_plan=All neighbors are established and send their prefixes',
  ].join('^'),
});

/** The template that CHG0000024 was made from. */
const changeTemplates: readonly StockRecord[] = [
  changeTemplate,
  record('std_change_producer_version', '16c2273c47010200e90d87e8dee49006', {
    name: 'Clear BGP sessions on a Cisco router - 1',
    version: '1',
    std_change_producer: changeTemplate.sys_id,
  }),
];

/** As `item_option_new.type` stores them. */
const questionType = {
  text: '2',
  selectBox: '5',
  line: '6',
  checkBox: '7',
  reference: '8',
} as const;

interface Question {
  name: string;
  text: string;
  type: keyof typeof questionType;
  mandatory?: boolean;
  options?: readonly string[];
  table?: string;
}

interface Item {
  id: string;
  name: string;
  shortDescription: string;
  category: string;
  catalog?: string;
  price: string;
  /** Price and frequency of what is paid again and again. */
  recurring?: readonly [string, string];
  group: string;
  questions: readonly Question[];
}

const items: readonly Item[] = [
  {
    id: standardLaptop,
    name: 'Standard Laptop',
    shortDescription: 'Lenovo - Carbon x1',
    category: hardwareCategory,
    price: '1100',
    recurring: ['100', 'yearly'],
    group: groups.hardware,
    questions: [
      { name: 'acrobat', text: 'Adobe Acrobat', type: 'checkBox' },
      { name: 'photoshop', text: 'Adobe Photoshop', type: 'checkBox' },
      {
        name: 'Additional_software_requirements',
        text: 'Additional software requirements',
        type: 'text',
      },
    ],
  },
  {
    id: '774906834fbb4200086eeed18110c737',
    name: 'Developer Laptop (Mac)',
    shortDescription: 'Macbook Pro',
    category: hardwareCategory,
    price: '1499',
    group: groups.hardware,
    questions: [
      { name: 'eclipse', text: 'Eclipse IDE', type: 'checkBox' },
      {
        name: 'Additional_software_requirements',
        text: 'Additional software requirements',
        type: 'text',
      },
    ],
  },
  {
    id: '060f3afa3731300054b6a3549dbe5d3e',
    name: 'Apple iPad 3',
    shortDescription: 'Apple iPad 3',
    category: hardwareCategory,
    price: '600',
    group: groups.hardware,
    questions: [],
  },
  {
    id: stockId('sc_cat_item', 'Firewall opening'),
    name: 'Firewall opening',
    shortDescription: 'Let traffic through between two networks',
    category: networkCategory,
    catalog: technicalCatalogId,
    price: '0',
    group: groups.network,
    questions: [
      { name: 'source', text: 'From', type: 'line', mandatory: true },
      { name: 'target', text: 'To', type: 'line', mandatory: true },
    ],
  },
  {
    id: newEmailAccount,
    name: 'New Email Account',
    shortDescription: 'A mailbox for a person or a team',
    category: servicesCategory,
    price: '0',
    group: groups.serviceDesk,
    questions: [
      { name: 'new_email', text: 'Preferred Email address', type: 'line', mandatory: true },
      { name: 'owner', text: 'Owner', type: 'reference', table: 'sys_user' },
      { name: 'size', text: 'Size', type: 'selectBox', options: ['small', 'large'] },
    ],
  },
];

/** The order guide of the documentation's samples; its rules are ours. */
const orderGuide: readonly StockRecord[] = [
  record('sc_cat_item_guide', newHire, {
    name: 'New Hire',
    short_description: 'New employee hire. You can track status from your Order Status page.',
    category: servicesCategory,
    sc_catalogs: serviceCatalogId,
    active: 'true',
  }),
  ...[standardLaptop, newEmailAccount].map((item, position) =>
    keyedRecord('sc_cat_item_guide_items', item, {
      guide: newHire,
      item,
      order: String((position + 1) * 100),
      active: 'true',
    }),
  ),
];

function itemRecords(item: Item): StockRecord[] {
  return [
    record('sc_cat_item', item.id, {
      name: item.name,
      short_description: item.shortDescription,
      description: `<p>${item.shortDescription}</p>`,
      category: item.category,
      sc_catalogs: item.catalog ?? serviceCatalogId,
      price: item.price,
      ...(item.recurring === undefined
        ? {}
        : { recurring_price: item.recurring[0], recurring_frequency: item.recurring[1] }),
      group: item.group,
      active: 'true',
      type: 'item',
      sys_name: item.name,
    }),
    ...item.questions.flatMap((question, position) => questionRecords(item, question, position)),
  ];
}

function questionRecords(item: Item, question: Question, position: number): StockRecord[] {
  const variable = keyedRecord('item_option_new', `${item.name} ${question.name}`, {
    cat_item: item.id,
    name: question.name,
    question_text: question.text,
    type: questionType[question.type],
    mandatory: String(question.mandatory ?? false),
    order: String((position + 1) * 100),
    active: 'true',
    ...(question.table === undefined ? {} : { reference: question.table }),
  });
  return [variable, ...optionRecords(variable.sys_id, question.options ?? [])];
}

function optionRecords(variable: string, options: readonly string[]): StockRecord[] {
  return options.map((value, position) =>
    keyedRecord('question_choice', `${variable} ${value}`, {
      question: variable,
      text: value,
      value,
      order: String((position + 1) * 100),
    }),
  );
}

export const demoCatalog: readonly StockRecord[] = [
  ...categories,
  ...changeTemplates,
  ...items.flatMap(itemRecords),
  ...orderGuide,
];
