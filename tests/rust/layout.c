/* SPDX-License-Identifier: BSD-2-Clause */
/* What the library's structs are; layout.rs says what the Rust example takes them for. */
#include <pmufilter.h>
#include <stdio.h>

#define SIZE(name)                                                                                 \
    printf(#name " %zu %zu\n", sizeof(struct pmuf_##name), _Alignof(struct pmuf_##name))
#define OFFSET(name, field) printf(#name "." #field " %zu\n", offsetof(struct pmuf_##name, field))

int main(void)
{
    SIZE(view);
    SIZE(host);
    SIZE(choice);
    SIZE(result);
    OFFSET(host, size);
    OFFSET(host, architecture);
    OFFSET(host, vendor);
    OFFSET(host, family);
    OFFSET(host, model);
    OFFSET(host, stepping);
    OFFSET(host, kernel_has);
    OFFSET(host, guest_pmu);
    OFFSET(host, is_guest);
    OFFSET(host, hypervisor);
    OFFSET(host, midr_count);
    OFFSET(host, midr);
    OFFSET(choice, section);
    OFFSET(choice, alternative);
    OFFSET(choice, missing);
    OFFSET(result, error_number);
    OFFSET(result, loaded);
    OFFSET(result, record);
    printf("constants %d %u\n", PMUF_GUEST_PMU_YES, PMUF_MAX_BLOB_SIZE);
    return 0;
}
