/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * make-sources COUNT POLICY DTS
 *
 * Writes a policy of COUNT numeric rules and a device tree source of COUNT properties, alike line
 * by line: as many bytes, as many lines, about as many tokens and the same numbers. What opens and
 * closes a node has a comment beside it in the policy. Every run writes the same bytes.
 *
 * The policy: each of SELECT_COUNT selects has a random set of blocks of 16 unit masks. An allow
 * rule names a block of the set and a deny rule one outside, so that no rule contradicts another,
 * and the filter of a large policy has no more entries than that of a middling one.
 *
 * The tree: what dtc's time is not linear in is kept small. It compares each property of a node
 * with the others of the node, each node with its siblings, and each property name with all names
 * seen so far; so nodes are small, groups of nodes too, and every node has the same names.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/random.h"

enum {
    SELECT_COUNT = 32,
    BLOCK_COUNT = 16,
    NODE_PROPERTIES = 10,
    GROUP_NODES = 50,
    GROUP_PROPERTIES = GROUP_NODES * NODE_PROPERTIES,
    MAX_COUNT = 10000000,
    LINE_SIZE = 128,
};

struct sources {
    FILE *policy;
    FILE *tree;
};

/* Two lines, the shorter one indented until both are of one length. */
static void write_lines(const struct sources *sources, const char *policy, const char *tree)
{
    int policy_size = (int)strlen(policy);
    int tree_size = (int)strlen(tree);
    int width = policy_size > tree_size ? policy_size : tree_size;

    fprintf(sources->policy, "%*s\n", width, policy);
    fprintf(sources->tree, "%*s\n", width, tree);
}

struct rules {
    struct random random;
    uint32_t selects[SELECT_COUNT];
    uint32_t blocks[SELECT_COUNT]; /* bit b: unit masks 16b to 16b + 15 are allowed */
};

/* Each set has a block, and not every block: both kinds of rules find one. */
static void rules_init(struct rules *rules)
{
    rules->random.state = 1;
    for (uint32_t i = 0; i < SELECT_COUNT; i++) {
        rules->selects[i] = i * (0x100 / SELECT_COUNT) + random_below(&rules->random, 8);
        do
            rules->blocks[i] = random_below(&rules->random, 1u << BLOCK_COUNT);
        while (rules->blocks[i] == 0 || rules->blocks[i] == (1u << BLOCK_COUNT) - 1);
    }
}

static void write_rule(const struct sources *sources, struct rules *rules, unsigned long index)
{
    static const char *const targets[] = {"intel", "amd", "x86"};
    uint32_t which = random_below(&rules->random, SELECT_COUNT);
    uint32_t block = random_below(&rules->random, BLOCK_COUNT);
    bool allow = !random_once_in(&rules->random, 5);
    const char *target = targets[random_below(&rules->random, 3)];
    bool range = !random_once_in(&rules->random, 3);
    uint32_t last;
    char policy[LINE_SIZE];
    char tree[LINE_SIZE];

    while ((rules->blocks[which] >> block & 1) != allow)
        block = (block + 1) % BLOCK_COUNT;
    last = range ? block * 16 + 15 : 0xf0;
    snprintf(policy, sizeof(policy), "%s %s 0x%02x umask 0x%02x%s0x%02x", allow ? "allow" : "deny",
             target, rules->selects[which], block * 16, range ? ".." : "/", last);
    snprintf(tree, sizeof(tree), "property-%lu = <0x%02x 0x%02x 0x%02x>;", index % NODE_PROPERTIES,
             rules->selects[which], block * 16, last);
    write_lines(sources, policy, tree);
}

/* Nodes and groups are opened before their first property and closed behind their last. */
static void open_nodes(const struct sources *sources, unsigned long index)
{
    char tree[LINE_SIZE];

    if (index % GROUP_PROPERTIES == 0) {
        snprintf(tree, sizeof(tree), "group-%lu {", index / GROUP_PROPERTIES);
        write_lines(sources, "#", tree);
    }
    if (index % NODE_PROPERTIES == 0) {
        snprintf(tree, sizeof(tree), "node-%lu {", index / NODE_PROPERTIES);
        write_lines(sources, "#", tree);
    }
}

static void close_nodes(const struct sources *sources, unsigned long done, unsigned long count)
{
    if (done % NODE_PROPERTIES == 0 || done == count)
        write_lines(sources, "#", "};");
    if (done % GROUP_PROPERTIES == 0 || done == count)
        write_lines(sources, "#", "};");
}

static void write_sources(const struct sources *sources, unsigned long count)
{
    struct rules rules;

    rules_init(&rules);
    write_lines(sources, "default deny", "/dts-v1/;");
    write_lines(sources, "#", "/ {");
    for (unsigned long i = 0; i < count; i++) {
        open_nodes(sources, i);
        write_rule(sources, &rules, i);
        close_nodes(sources, i + 1, count);
    }
    write_lines(sources, "#", "};");
}

static FILE *create(const char *path)
{
    FILE *file = fopen(path, "we");

    if (file == NULL) {
        perror(path);
        exit(1);
    }
    return file;
}

static bool finish(FILE *file, const char *path)
{
    bool good = !ferror(file);

    good = fclose(file) == 0 && good;
    if (!good)
        fprintf(stderr, "make-sources: cannot write %s\n", path);
    return good;
}

int main(int argument_count, char **arguments)
{
    unsigned long count = argument_count == 4 ? strtoul(arguments[1], NULL, 10) : 0;
    struct sources sources;
    bool good;

    if (count < 1 || count > MAX_COUNT) {
        fputs("usage: make-sources COUNT POLICY DTS\n", stderr);
        return 1;
    }
    sources.policy = create(arguments[2]);
    sources.tree = create(arguments[3]);
    write_sources(&sources, count);
    good = finish(sources.policy, arguments[2]);
    good = finish(sources.tree, arguments[3]) && good;
    return good ? 0 : 1;
}
