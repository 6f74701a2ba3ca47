import { expect, test } from 'vitest';
import { shapeFaults } from './compare-shapes.ts';

test('names a key that is absent, however deep', () => {
  expect(shapeFaults({ result: [{ a: '1', b: '2' }] }, { result: [{ a: '1' }] })).toEqual([
    'answer.result[0]: no b',
  ]);
});

test('names a value of another type', () => {
  expect(shapeFaults({ active: 'true', detail: null }, { active: true, detail: 'x' })).toEqual([
    'answer.active: string recorded, boolean given',
    'answer.detail: null recorded, string given',
  ]);
});

test('takes an empty reference for a reference', () => {
  expect(shapeFaults({ a: { value: '1' }, b: '' }, { a: '', b: { value: '2' } })).toEqual([]);
});

test('does not mind more than was recorded', () => {
  expect(shapeFaults({ a: '1' }, { a: '2', b: '3' })).toEqual([]);
});

test('wants at least one element where some were recorded', () => {
  expect(shapeFaults([{ a: '1' }], [])).toEqual(['answer: an empty list']);
});
