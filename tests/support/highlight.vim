" SPDX-License-Identifier: BSD-2-Clause
" Writes the text of the buffer to $OUT, each run of characters as GROUP(text) of its syntax group,
" whose names begin with pmu.
let lines = []
for number in range(1, line('$'))
  let text = getline(number)
  let out = ''
  let last = ''
  for column in range(1, len(text))
    let name = substitute(synIDattr(synID(number, column, 1), 'name'), '^pmu', '', '')
    if name !=# last
      let out .= (last ==# '' ? '' : ')') . (name ==# '' ? '' : name . '(')
    endif
    let out .= text[column - 1]
    let last = name
  endfor
  call add(lines, out . (last ==# '' ? '' : ')'))
endfor
call writefile(lines, $OUT)
