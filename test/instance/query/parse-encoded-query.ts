/**
 * Encoded queries: `a=1^b=2^ORb=3^NQc=4^ORDERBYd`.
 * `^` is and, `^OR` joins the condition before it, `^NQ` begins a new alternative for everything so far.
 */
export interface Condition {
  readonly field: string;
  readonly operator: string;
  readonly value: string;
}

/** Any one of them holds. */
export type AnyOf = readonly Condition[];
/** All of them hold. */
export type AllOf = readonly AnyOf[];

export interface SortKey {
  readonly field: string;
  readonly descending: boolean;
}

export interface EncodedQuery {
  /** Alternatives (`^NQ`); a row matches if one of them does. Empty means every row. */
  readonly alternatives: readonly AllOf[];
  readonly order: readonly SortKey[];
  readonly groupBy: readonly string[];
  readonly text: string;
}

/** Longer operators first: `NOT LIKE` must not be read as a field named `aNOT ` with `LIKE`. */
const operators = [
  'GT_OR_EQUALS_FIELD',
  'LT_OR_EQUALS_FIELD',
  'IN_HIERARCHY_DYNAMIC',
  'IN_HIERARCHY',
  'VALCHANGES',
  'CHANGESFROM',
  'ISNOTEMPTY',
  'EMPTYSTRING',
  'DOES NOT CONTAIN',
  'INSTANCEOF',
  'STARTSWITH',
  'RELATIVEGT',
  'RELATIVEGE',
  'RELATIVELT',
  'RELATIVELE',
  'RELATIVEEE',
  'CHANGESTO',
  'ANYTHING',
  'CONTAINS',
  'DATEPART',
  'ENDSWITH',
  'GT_FIELD',
  'LT_FIELD',
  'LESSTHAN',
  'MORETHAN',
  'NOT LIKE',
  'NOTLIKE',
  'NSAMEAS',
  'BETWEEN',
  'CHANGES',
  'DYNAMIC',
  'ISEMPTY',
  'SAMEAS',
  'NOT IN',
  'NOTIN',
  'NOTON',
  'LIKE',
  'ON',
  'IN',
  '!=',
  '<=',
  '>=',
  '!*',
  '=',
  '<',
  '>',
  '*',
  '%',
] as const;

export function parseEncodedQuery(text: string): EncodedQuery {
  const alternatives: Condition[][][] = [[]];
  const order: SortKey[] = [];
  const groupBy: string[] = [];
  let search = '';
  for (const part of gatherRelated(splitTerms(text))) {
    if (part === '' || part === 'EQ') continue;
    const related = relatedCondition(part);
    if (related !== undefined) alternatives.at(-1)?.push([related]);
    else if (part.startsWith('ORDERBYDESC'))
      order.push({ field: part.slice(11), descending: true });
    else if (part.startsWith('ORDERBY')) order.push({ field: part.slice(7), descending: false });
    else if (part.startsWith('GROUPBY')) groupBy.push(part.slice(7));
    else if (part.startsWith('123TEXTQUERY321=')) search = part.slice(16);
    else if (part.startsWith('NQ')) {
      alternatives.push([]);
      addCondition(alternatives, part.slice(2), false);
    } else if (part.startsWith('OR')) addCondition(alternatives, part.slice(2), true);
    else addCondition(alternatives, part, false);
  }
  // `^NQ` with nothing on one side would match everything; the empty side is ignored (assumed).
  return {
    alternatives: alternatives.filter((all) => all.length > 0),
    order,
    groupBy,
    text: search,
  };
}

function addCondition(alternatives: Condition[][][], text: string, joinsPrevious: boolean): void {
  const condition = parseCondition(text);
  const current = alternatives.at(-1);
  if (condition === undefined || current === undefined) return;
  const previous = current.at(-1);
  if (joinsPrevious && previous !== undefined) previous.push(condition);
  else current.push([condition]);
}

/** What is between `RLQUERY` and `ENDRLQUERY` is a query of its own, with carets of its own. */
function gatherRelated(terms: readonly string[]): string[] {
  const gathered: string[] = [];
  let open: string | undefined;
  for (const term of terms) {
    if (term === 'ENDRLQUERY' || term === 'ENDSUBQUERY') open = undefined;
    else if (open !== undefined) gathered.push(`${gathered.pop() ?? ''}^${term}`);
    else {
      if (/^(?:OR|NQ)?(?:RLQUERY|SUBQUERY)/.test(term)) open = term;
      gathered.push(term);
    }
  }
  return gathered;
}

/** `^ORRLQUERY` and `^NQRLQUERY` count as `^RLQUERY`; so do the others here (for JOIN: assumed). */
function relatedCondition(term: string): Condition | undefined {
  const [, operator, value = ''] =
    /^(?:OR|NQ)?(RLQUERY|SUBQUERY|JOIN)(?=\w+[.,])([\s\S]*)$/.exec(term) ?? [];
  return operator === undefined ? undefined : { field: 'sys_id', operator, value };
}

/** A caret inside a value is written twice. */
function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let term = '';
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (char === '^' && text.charAt(index + 1) === '^') {
      term += '^';
      index += 1;
    } else if (char === '^') {
      terms.push(term);
      term = '';
    } else term += char;
  }
  return [...terms, term];
}

/** Field names are lower case on the platform, so the operator begins at the first place where one fits. */
function parseCondition(text: string): Condition | undefined {
  for (let end = 1; end <= text.length; end += 1) {
    const operator = operators.find((candidate) => text.startsWith(candidate, end));
    if (operator === undefined) continue;
    const field = text.slice(0, end).trim();
    if (!/^[A-Za-z_][A-Za-z0-9_.]*$/.test(field)) return undefined;
    return { field, operator, value: text.slice(end + operator.length) };
  }
  return undefined;
}
