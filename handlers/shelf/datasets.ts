/** The data sets that reports are made from: CSV files of the npm package vega-datasets. */
import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'

export type Row = Readonly<Record<string, string>>

/** All rows of a data set, each by column name. */
export async function readDataset(name: string): Promise<Row[]> {
  const file = new URL(`../data/${name}.csv`, import.meta.resolve('vega-datasets'))
  return createReadStream(file)
    .pipe(parse({ columns: true, skip_empty_lines: true }))
    .toArray()
}
