import {
  parse,
  type AnyNode,
  type ImportDeclaration,
  type ModuleDeclaration,
  type Program,
  type Statement,
} from 'acorn';

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Turns the ESM source of a sys_module into the body of a CommonJS function. Exports are getters that are
 * defined first, so that modules which import each other see functions before either has run to its end.
 * Imported names are read once, at the import (no live bindings).
 */
export function toCommonJs(source: string): string {
  const program: Program = parse(source, { ecmaVersion: 2022, sourceType: 'module' });
  const edits: Edit[] = [];
  const exported: [name: string, local: string][] = [];
  const tail: string[] = [];
  for (const node of program.body) transform(node, edits, exported, tail);
  const getters = exported.map(
    ([name, local]) =>
      `Object.defineProperty(exports, ${JSON.stringify(name)}, { enumerable: true, configurable: true, get: function () { return ${local}; } });`,
  );
  return `'use strict';${getters.join('')}${applyEdits(source, edits)}\n${tail.join('\n')}`;
}

function transform(
  node: Statement | ModuleDeclaration,
  edits: Edit[],
  exported: [string, string][],
  tail: string[],
): void {
  if (node.type === 'ImportDeclaration') {
    edits.push({ start: node.start, end: node.end, text: importText(node) });
  } else if (node.type === 'ExportNamedDeclaration') {
    if (node.declaration !== null && node.declaration !== undefined) {
      edits.push({ start: node.start, end: node.declaration.start, text: '' });
      for (const name of declaredNames(node.declaration)) exported.push([name, name]);
      return;
    }
    const from =
      node.source === null || node.source === undefined
        ? undefined
        : requireText(node.source.value);
    edits.push({ start: node.start, end: node.end, text: '' });
    for (const specifier of node.specifiers) {
      const local = nameOf(specifier.local);
      exported.push([
        nameOf(specifier.exported),
        from === undefined ? local : `${from}${member(local)}`,
      ]);
    }
  } else if (node.type === 'ExportDefaultDeclaration') {
    const name = 'id' in node.declaration ? node.declaration.id?.name : undefined;
    if (name !== undefined && node.declaration.type !== 'ClassExpression') {
      edits.push({ start: node.start, end: node.declaration.start, text: '' });
      exported.push(['default', name]);
      return;
    }
    edits.push({ start: node.start, end: node.declaration.start, text: 'exports.default = ' });
  } else if (node.type === 'ExportAllDeclaration') {
    const text = requireText(node.source.value);
    edits.push({ start: node.start, end: node.end, text: '' });
    tail.push(
      node.exported === null || node.exported === undefined
        ? `Object.assign(exports, ${text});`
        : `exports${member(nameOf(node.exported))} = ${text};`,
    );
  }
}

function importText(node: ImportDeclaration): string {
  const required = requireText(node.source.value);
  const named: string[] = [];
  const whole: string[] = [];
  for (const specifier of node.specifiers) {
    const local = specifier.local.name;
    if (specifier.type === 'ImportNamespaceSpecifier') whole.push(`const ${local} = ${required};`);
    else if (specifier.type === 'ImportDefaultSpecifier') named.push(`default: ${local}`);
    else named.push(`${JSON.stringify(nameOf(specifier.imported))}: ${local}`);
  }
  const destructured = named.length === 0 ? '' : `const { ${named.join(', ')} } = ${required};`;
  return destructured === '' && whole.length === 0
    ? `${required};`
    : `${whole.join(' ')} ${destructured}`;
}

function requireText(path: unknown): string {
  return `require(${JSON.stringify(path)})`;
}

function member(name: string): string {
  return `[${JSON.stringify(name)}]`;
}

function nameOf(node: AnyNode | null): string {
  if (node === null) return '';
  if (node.type === 'Identifier') return node.name;
  return node.type === 'Literal' ? String(node.value) : '';
}

function declaredNames(node: AnyNode): string[] {
  if (node.type === 'VariableDeclaration')
    return node.declarations.flatMap((one) => patternNames(one.id));
  if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration')
    return [nameOf(node.id)];
  return [];
}

function patternNames(pattern: AnyNode): string[] {
  if (pattern.type === 'Identifier') return [pattern.name];
  if (pattern.type === 'AssignmentPattern') return patternNames(pattern.left);
  if (pattern.type === 'RestElement') return patternNames(pattern.argument);
  if (pattern.type === 'ArrayPattern') {
    return pattern.elements.flatMap((element) => (element === null ? [] : patternNames(element)));
  }
  if (pattern.type === 'ObjectPattern') {
    return pattern.properties.flatMap((property) =>
      property.type === 'RestElement'
        ? patternNames(property.argument)
        : patternNames(property.value),
    );
  }
  return [];
}

function applyEdits(source: string, edits: readonly Edit[]): string {
  let text = '';
  let position = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    text += source.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  return text + source.slice(position);
}
