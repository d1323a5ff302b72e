-- What a customer cares about and buys, in the three kinds of vectors beside vector itself.
create table buying_profile (
    customer_id bigint          primary key references customer on delete cascade,
    interests   bit(64)         not null,
    purchases   sparsevec(1000) check (l2_norm(purchases) > 0),
    taste       halfvec(8)      not null
);
comment on column buying_profile.interests is 'one bit a topic, the first is topic 0; compared by jaccard';
comment on column buying_profile.purchases is 'amount spent a product, NULL where there is none; compared by cosine, so that big and small buyers of the same meet';
comment on column buying_profile.taste is 'scores from 0 to 1 in eight styles; compared by l2';
