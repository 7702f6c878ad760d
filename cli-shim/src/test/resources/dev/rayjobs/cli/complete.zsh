# complete.zsh SCRIPT FILE LINE: writes into FILE what zsh offers at TAB after LINE, with SCRIPT sourced.
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "autoload -Uz compinit; compinit -u -D; source ${(q)1}"
# What is offered goes through compadd, which says what of it fits.
zpty -w shell 'compadd() {
  local -a fitting; builtin compadd -O fitting "$@"; print -rl -- $fitting >>'"${(q)2}"'; builtin compadd "$@"
}'
zpty -w shell "finish() { mv ${(q)2} ${(q)2}.done }; zle -N finish; bindkey '^X' finish"
zpty -w -n shell "$3"$'\t\C-x'
repeat 600; do [[ -e $2.done ]] && break; sleep 0.05; done
zpty -d shell
