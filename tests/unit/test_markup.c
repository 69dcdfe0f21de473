/* SPDX-License-Identifier: BSD-2-Clause */
/* Text in HTML and SVG: compiler/review/markup.c */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "compiler/review/markup.h"

static void assert_shown(const char *text, uint32_t limit, const char *wanted)
{
    char *shown = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&shown, &size);

    cr_assert_not_null(stream);
    markup_text_start(stream, text, limit);
    fclose(stream);
    cr_assert_str_eq(shown, wanted);
    free(shown);
}

static void assert_count(uint64_t count, const char *wanted)
{
    char *shown = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&shown, &size);

    cr_assert_not_null(stream);
    markup_count(stream, count);
    fclose(stream);
    cr_assert_str_eq(shown, wanted);
    free(shown);
}

Test(markup, what_ends_a_text_or_an_attribute_becomes_a_number)
{
    assert_shown("</script><!-- &amp; \"a\" 'b'", UINT32_MAX,
                 "&#60;/script&#62;&#60;!-- &#38;amp; &#34;a&#34; &#39;b&#39;");
    assert_shown("", UINT32_MAX, "");
}

Test(markup, other_text_is_left_as_it_is)
{
    assert_shown("caf\u00e9 \U0001f600 \u2212 ]]> \\x", UINT32_MAX,
                 "caf\u00e9 \U0001f600 \u2212 ]]&#62; \\x");
}

Test(markup, what_is_not_clean_is_shown_byte_by_byte)
{
    assert_shown("a\xff\x80z", UINT32_MAX, "a\\xff\\x80z");
    assert_shown("cut \xe2\x80", UINT32_MAX, "cut \\xe2\\x80");
    assert_shown("a\tb\nc\x1b[0m\x7f", UINT32_MAX, "a\\x09b\\x0ac\\x1b[0m\\x7f");
    assert_shown("\u202e\u2028\u200b\ufeff", UINT32_MAX,
                 "\\xe2\\x80\\xae\\xe2\\x80\\xa8\\xe2\\x80\\x8b\\xef\\xbb\\xbf");
}

Test(markup, xml_has_no_way_to_write_these_two)
{
    assert_shown("\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd", UINT32_MAX,
                 "\\xef\\xbf\\xbe\\xef\\xbf\\xbf\xef\xbf\xbd");
}

Test(markup, a_start_is_counted_in_characters)
{
    assert_shown("\u00e4<b", 2, "\u00e4&#60;...");
    assert_shown("\u00e4<b", 3, "\u00e4&#60;b");
    assert_shown("abc", 0, "...");
}

Test(markup, counts_have_groups_of_three_digits)
{
    assert_count(0, "0");
    assert_count(999, "999");
    assert_count(1000, "1,000");
    assert_count(1048576, "1,048,576");
    assert_count(UINT64_MAX, "18,446,744,073,709,551,615");
}
