" SPDX-License-Identifier: BSD-2-Clause
autocmd BufRead,BufNewFile *.pmu setfiletype pmu
