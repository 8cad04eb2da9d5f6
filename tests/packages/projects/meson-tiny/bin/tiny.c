#include <stdio.h>

const char *tiny_word(void);

int
main(void)
{
	return puts(tiny_word()) < 0;
}
