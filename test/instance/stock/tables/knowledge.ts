import {
  choice,
  choices,
  classColumn,
  column,
  date,
  domainColumns,
  flag,
  flags,
  list,
  reference,
  rootTable,
  text,
  texts,
  whole,
} from '../columns.ts';
import type { StockTable } from '../model.ts';

const baseColumns = [
  ...domainColumns,
  text('title', 'Title', 100),
  text('description', 'Description', 4000),
  flag('active', 'Active', 'true'),
  reference('owner', 'Owner', 'sys_user'),
  list('kb_managers', 'Managers', 'sys_user'),
  reference('workflow', 'Publish workflow', 'wf_workflow'),
  reference('retire_workflow', 'Retire workflow', 'wf_workflow'),
  whole('article_validity', 'Article validity'),
  whole('order', 'Order'),
  ...texts(80, 'application', 'card_color', 'data_policy', 'icon', 'kb_publish_flow', 'table'),
  ...texts(80, 'kb_retire_flow', 'kb_version', 'question_annotation', 'template'),
  ...texts(4000, 'approval_description', 'mandatory_fields'),
  ...flags('disable_category_editing', 'disable_commenting', 'disable_mark_as_helpful'),
  ...flags('disable_rating', 'disable_suggesting', 'enable_socialqa'),
];

const articleColumns = [
  classColumn,
  ...domainColumns,
  text('number', 'Number', 40, { defaultValue: 'javascript:getNextObjNumberPadded();' }),
  text('short_description', 'Short description', 100),
  column('html', 'text', 'Article body', { maxLength: 65_000 }),
  reference('kb_knowledge_base', 'Knowledge base', 'kb_knowledge_base'),
  reference('kb_category', 'Category', 'kb_category'),
  reference('author', 'Author', 'sys_user'),
  choice(
    'workflow_state',
    'Workflow',
    choices(
      ['draft', 'Draft'],
      ['review', 'Review'],
      ['published', 'Published'],
      ['pending_retirement', 'Pending retirement'],
      ['retired', 'Retired'],
      ['outdated', 'Outdated'],
    ),
    { defaultValue: 'draft' },
  ),
  date('published', 'Published'),
  date('valid_to', 'Valid to'),
  flag('active', 'Active', 'true'),
];

export const knowledgeTables: readonly StockTable[] = [
  rootTable('kb_knowledge_base', 'Knowledge Base', baseColumns, { display: 'title' }),
  rootTable(
    'kb_category',
    'Knowledge Category',
    [
      ...domainColumns,
      text('label', 'Label', 100),
      text('value', 'Value', 100),
      text('full_category', 'Full category', 1000),
      column('document_id', 'parent_id', 'Parent ID', { maxLength: 32 }),
      text('parent_table', 'Parent table', 80),
      flag('active', 'Active', 'true'),
    ],
    { display: 'label' },
  ),
  rootTable('kb_knowledge', 'Knowledge', articleColumns, {
    numberPrefix: 'KB',
    nextNumber: 10_001,
    display: 'number',
  }),
];
