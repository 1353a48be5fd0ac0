import { describe, expect, it } from 'vitest'
import { contentDisposition } from '../../src/api/content-disposition.ts'

describe('the name a file is saved under (R-RES-2)', () => {
  it.each([
    ['report.csv', 'attachment; filename="report.csv"'],
    ['a "b" 100%.csv', `attachment; filename="a _b_ 100_.csv"; filename*=UTF-8''a%20%22b%22%20100%25.csv`],
    ['../../b', 'attachment; filename="__.._b"'],
    ['..\\..\\b.exe', 'attachment; filename="__.._b.exe"'],
    ['/etc/passwd', 'attachment; filename="_etc_passwd"'],
    ['.bashrc', 'attachment; filename="_bashrc"'],
    [' .bashrc', 'attachment; filename="_bashrc"'],
    ['..', 'attachment; filename="_"'],
    ['a\r\nb\u0000c\u007f', 'attachment; filename="a__b_c_"'],
    ['invoice\u202Efdp.exe', 'attachment; filename="invoice_fdp.exe"'],
  ])('%j is sent as no path and no hidden file', (filename, header) => {
    expect(contentDisposition(filename)).toBe(header)
  })
})
