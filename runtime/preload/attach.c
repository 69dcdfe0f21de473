/* SPDX-License-Identifier: BSD-2-Clause */
#include "runtime/preload/attach.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "runtime/preload/announce.h"

static struct attachment attached; /* no state: there is none */

const struct attachment *attachment(void)
{
    return attached.state != NULL ? &attached : NULL;
}

/* A decimal number, and the character behind it; false when it is none or does not fit. */
static bool read_fd(const char **text, char end, int *fd)
{
    const char *at = *text;
    int number = 0;

    if (*at == end)
        return false;
    for (; *at >= '0' && *at <= '9'; at++) {
        if (number > (INT_MAX - 9) / 10)
            return false;
        number = number * 10 + (*at - '0');
    }
    *fd = number;
    *text = at + 1;
    return *at == end;
}

/* The kernel may have added others, such as F_SEAL_EXEC. */
static bool is_sealed(int fd, int seals)
{
    const int found = fcntl(fd, F_GET_SEALS);

    return found >= 0 && (found & seals) == seals;
}

/* A descriptor may be closed by now, or be another file: the seals tell. */
static void *map(int fd, int seals, size_t least, int protection, size_t *size)
{
    const off_t end = is_sealed(fd, seals) ? lseek(fd, 0, SEEK_END) : -1;
    void *memory;

    if (end < 0 || (uint64_t)end < least || (uint64_t)end > SIZE_MAX)
        return NULL;
    *size = (size_t)end;
    memory = mmap(NULL, *size, protection, MAP_SHARED, fd, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

static bool take_policy(int fd, struct attachment *out)
{
    const struct handover_policy *policy;
    size_t size;

    policy = map(fd, HANDOVER_POLICY_SEALS, sizeof(*policy), PROT_READ, &size);
    if (policy == NULL || policy->magic != HANDOVER_MAGIC ||
        policy->blob_size != size - sizeof(*policy))
        return false;
    out->cookie = policy->cookie;
    out->choice =
        (struct pmuf_choice){.section = policy->section, .alternative = policy->alternative};
    return pmuf_check(policy + 1, size - sizeof(*policy), &out->view, NULL) == PMUF_OK;
}

static bool take_state(int fd, struct attachment *out)
{
    struct handover_state *state;
    size_t size;

    state = map(fd, HANDOVER_STATE_SEALS, sizeof(*state), PROT_READ | PROT_WRITE, &size);
    if (state == NULL || state->magic != HANDOVER_MAGIC)
        return false;
    out->state = state;
    return true;
}

__attribute__((constructor)) static void attach(void)
{
    const char *text = getenv(HANDOVER_VARIABLE);
    struct attachment found = {0};
    int policy_fd;
    int state_fd;

    if (text == NULL || !read_fd(&text, ',', &policy_fd) || !read_fd(&text, '\0', &state_fd) ||
        !take_policy(policy_fd, &found) || !take_state(state_fd, &found))
        return;
    attached = found;
    announce_attachment(attached.state);
}
