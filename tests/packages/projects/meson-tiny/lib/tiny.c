const char *tiny_word(void);

const char *
tiny_word(void)
{
	return "found";
}
