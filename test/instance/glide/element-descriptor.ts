import { isReference, type Column } from '../dictionary/dictionary.ts';

/** `getED()`: what the dictionary says about a field. */
export function describeElement(column: Column): object {
  return {
    getName: () => column.name,
    getLabel: () => column.label,
    getInternalType: () => column.type,
    getLength: () => column.maxLength,
    getMandatory: () => column.mandatory,
    isReference: () => isReference(column),
    getReference: () => column.reference,
    isChoiceTable: () => column.choices.length > 0,
    hasAttribute: () => false,
    getBooleanAttribute: () => false,
    getAttribute: () => null,
    isVirtual: () => false,
    isAutoOrSysID: () => column.name === 'sys_id',
  };
}
